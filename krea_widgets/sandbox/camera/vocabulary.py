"""Patterns of English and Korean camera words, as tables.

A row is `name: pattern` in verbose syntax, where "[ ]" is a space; deeper indentation continues the row. Formatted by
hand.
"""

from __future__ import annotations

import re
import textwrap
from typing import NamedTuple, cast

from .motion import Kind

# fmt: off
__all__ = [
    "AMBIENT", "BARE_DIRECTION", "CAMERA", "DEPTH", "DIRECTIONS", "FALSE_FRIENDS", "FOCUS", "GAINS", "JOINTS",
    "KOREAN_SUBJECT", "NEGATED_LIST", "NEGATION_AFTER", "NEGATION_BEFORE", "ONLY", "REWRITES", "SEQUENCE", "STATIC",
    "STRONG", "WEAK", "WEAK_KOREAN", "Term",
]


class Term(NamedTuple):
    """A pattern that names a move: its kind, the sign when no direction is given, and its own gain if it has one."""

    kind: Kind
    pattern: re.Pattern[str]
    sign: int
    gain: float


def _re(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE)


def _rows(table: str) -> list[str]:
    return re.split(r"\n(?=\S)", textwrap.dedent(table).strip())


def _table(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, _re(pattern)) for name, pattern in (row.split(": ", 1) for row in _rows(table)))


def _terms(table: str) -> tuple[Term, ...]:
    """Terms from rows `kind sign [gain]: pattern`."""
    rows = [(name.split(), pattern) for name, pattern in _table(table)]
    return tuple(
        Term(cast("Kind", kind), pattern, int(sign), float(gain[0]) if gain else 0.0)
        for (kind, sign, *gain), pattern in rows
    )


# Phrases that only look like camera words. `prompt` blanks them first.
_BODY = r"(?:head|face|chin|hat|glass|body|shoulders?|hands?|eyes?|neck|ears?|hips?)"
_ACTOR = (
    r"(?:she|he|they|who|it|(?:wo)?m[ae]n|girls?|boys?|child(?:ren)?|kids?|person|people|cats?|dogs?|puppy|kitten"
    r"|birds?|cars?|trains?|ships?|boats?|waves?|clouds?|planets?|moons?|satellites?|dancers?|runners?|horses?|sun|fog"
    r"|electrons?|balls?|wheels?|water|mist|smoke|robots?|dragons?|character|subject|hero|actor|model|bus|truck)"
)
_THEN = r"(?:[ ](?!camera)\w+ly)?[ ](?:is[ ]|are[ ]|slowly[ ]|gently[ ])?"
_CAMERA_VERB = (
    r"(?:pan|tilt|roll|zoom|track|truck|spin|circle?|orbit|arc|dolly|dollie|crane|shake?|push|pull|boom)"
    r"(?:s|es|ing|ling|ning|ming)\b"
)
# "A woman zooms", but "a woman zoom out" and "a dog tracking shot" are orders to the camera.
FALSE_FRIENDS = tuple(map(_re, _rows(rf"""
    \b(?:frying|sauce|sauté|saute|roasting|cast[ ]iron|hot|baking|dust)[ ]pans?\b|프라이팬|후라이팬
    \bpans?[ ](?:of|full|with|flute|pipes?|pizza|fried|seared)\b(?![ ]the[ ](?:scene|view))|\bpeter[ ]pan\b|\bpan(?:s
        |ned|ning)?[ ]for\b
    \b(?:a|an|the|in|his|her|their|black)[ ]pans?\b(?![ ](?:left|right|up|down|across|shot|to|from|over|along))
    \bslow[ ]?(?:motion|mo)\b|슬로우?[ ]?모션
    \bdepth[ ]of[ ]field\b|\bin[ -]depth\b|피사계[ ]?심도
    \btilt(?:s|ed|ing)?[ ](?:his|her|its|their|the|a|your)[ ](?:\w+[ ])?{_BODY}\b|\btilt[ -]?shift\b
    \b{_BODY}[ ](?:tilt(?![ ](?:up|down)\b)|roll|turn|shak|spin)\w*
    \b(?:his|her|its|their)[ ](?:\w+[ ])?{_BODY}\b
    \b{_ACTOR}{_THEN}(?!\w+[ ]shot\b|(?:pann|zoom|dolly)ing[ ](?:left|right|in|out(?![ ]of))\b){_CAMERA_VERB}
    \b(?=(?:they|who|(?:wo)?men|children|people|(?!bus)\w+s)\b){_ACTOR}{_THEN}(?!\w+[ ]shot\b|\w+[ ](?:left
        |right)\b)(?:roll|track|spin|circle|orbit|arc|shake|push|pull)\b
    \b(?:not|instead[ ]of|rather[ ]than)[ ](?:to[ ]the[ ])?(?:left|right|up|down|in|out)\b
    (?:왼쪽|오른쪽|좌측|우측|위|아래)(?:으로|로|이|가)?[ ]?(?:말고|아니라|아닌|대신에?)
    \bwaves?[ ](?:\w+[ ])?roll\w*|\broll(?:ing|s|ed)?[ ](?:hills?|waves?|stones?|in|into|ashore|thunder|up|his|her)\b
    \bshak(?:e|es|ing)[ ](?:hands?|his|her|their|its|off|the|with)\b|\b(?:milk|hand|protein)[ -]?shakes?\b
    \b(?:rail(?:way)?|train|race|running|sound|music|audio)[ -]?tracks?\b|\btrack[ -]?suit
    \b(?:pickup|fire|food|dump|tow|red|blue|white|black|old|big|monster|a|the)[ ]trucks?\b
    \b(?:in|low|earth|into)[ ]orbit\b|\bdolly[ ]parton\b|\bstatic[ ](?:electricity|noise|charge)\b
    \bzoom(?:s|ed|ing)?[ ](?:call|meeting|past|by|off)\b
    \bpull(?:s|ed|ing)?[ ](?:back|out|away)[ ](?:his|her|the|its|their|a)[ ](?:hair|chair|curtains?|hood|phone|gun
        |sword)
    \bpush(?:es|ed|ing)?[ ](?:in|forward)[ ](?:the|a|his|her)[ ](?:chair|door|cart|button|stroller)
    \b3d[ -]?(?:render\w*|animat\w*|style|character|model|cartoon|pixar|art|print\w*)\b
    고개를[ ]?\w*|머리를[ ]?\w*|몸을[ ]?\w*|얼굴을[ ]?(?:돌|숙|들|찡|가|묻)\w*|눈을[ ]?(?:돌|굴)\w*|손을[ ]?(?:흔|올|내
        |들)\w*|꼬리를[ ]?\w*
    아줌마\w*|팬(?:들|이[ ]|은[ ]|더|케이크|츠|티|텀|션|시|덤|미팅)\w*|[돌달]리(?:며|면|고|는|다|기|네|던|지|자)\w*
        |롤(?:케이크|빵|모델|러)
""")))

# Start and destination become the destination: "from left to right" goes right.
REWRITES = _table(r"""
    right: \b(?:from[ ])?(?:the[ ])?left(?:[ -]hand)?(?:[ ]side)?(?:[ ]to|-to-)[ ]?(?:the[ ])?right\b
    left: \b(?:from[ ])?(?:the[ ])?right(?:[ -]hand)?(?:[ ]side)?(?:[ ]to|-to-)[ ]?(?:the[ ])?left\b
    up: \b(?:from[ ])?(?:the[ ])?(?:bottom|ground|below|feet|floor)[ ](?:up[ ])?to[ ](?:the[ ])?(?:top|sky|above|head
        |face|ceiling|up)\b|\b(?:from[ ])?down(?:wards?)?[ -]to[ -]up(?:wards?)?\b
    down: \b(?:from[ ])?(?:the[ ])?(?:top|sky|above|head|face|ceiling)[ ](?:down[ ])?to[ ](?:the[ ])?(?:bottom|ground
        |below|feet|floor|down)\b|\b(?:from[ ])?up(?:wards?)?[ -]to[ -]down(?:wards?)?\b
    \1: \b((?:zoom|doll|push|mov|com|go)\w*(?:[ ]\w+ly)?)[ ]back(?=[ ]in\b(?![ ](?:a|the|time)\b))
    right: \bside[ ]to[ ]side\b|좌우로
    오른쪽으로: (?:왼쪽|왼편|좌측|좌)에서[ ]?(?:오른쪽|오른편|우측|우)(?:으로|로)?
    왼쪽으로: (?:오른쪽|오른편|우측|우)에서[ ]?(?:왼쪽|왼편|좌측|좌)(?:으로|로)?
    위로: (?:아래|밑|하단|바닥)(?:쪽)?에서[ ]?(?:위|상단|하늘)(?:쪽)?(?:으로|로)?
    아래로: (?:위|상단|하늘)(?:쪽)?에서[ ]?(?:아래|밑|하단|바닥)(?:쪽)?(?:으로|로)?
""")

SEQUENCE = _re(
    r"""[,;.]?\s*\b(?:and[ ])?(?:then|after[ ]that|afterwards?|followed[ ]by|before|finally|next|subsequently)\b[,]?
    | (?<=[가-힣])[ ]?(?:한|된)[ ](?:뒤|다음|후)에?\b[,]? | 하고[ ]나서\b | 그리고[ ]나서\b
    | 그[ ]?(?:다음|후|뒤)에?(?=[ ,])
    | (?<=[가-힣])[ ]후에?(?=[ ,]) | 다음에(?=[ ,]) | 이어서 | 이후에?(?=[ ,]) | \s*(?:→|->|=>)\s*"""
)
JOINTS = _re(
    r"""\s*[,;.!?\n()]+\s* | \b(?:and|while|with|as|plus|but|combined[ ]with|including)\b | \s[&+]\s
    | (?<=[가-힣])면서\b | (?<=[하되인리])며(?=[\s,]) | 그리고 | (?<=[하리])고(?=\s) | 동시에 | 함께
    | (?<=말고)\s | (?<=대신)에?\s"""
)

STRONG = _terms(r"""
    vertigo +1: \bdolly[ -]?zoom\w*|\bvertigo\b|\bzolly\b|\bcontra[ -]?zoom|돌리[ ]?줌|버티고|현기증[ ]?효과
    pan +1 2.6: \b(?:whip|swish|snap)[ -]?pan\w*|휩[ ]?팬
    zoom +1 2.6: \b(?:crash|snap|whip)[ -]?zoom\w*(?:[ ]in)?|\bpunch[ -]?in\b
    truck -1: \bdoll(?:y|ies|ying)[ -]?(?:shot[ ])?(?:to[ ]the[ ])?left\b|(?:돌리|달리)[ ]?(?:왼쪽|좌)\w*
    truck +1: \bdoll(?:y|ies|ying)[ -]?(?:shot[ ])?(?:to[ ]the[ ])?right\b|(?:돌리|달리)[ ]?(?:오른쪽|우)\w*
    dolly -1: \bdoll(?:y|ies|ying)[ -]?(?:\w+ly[ ])?(?:back\w*|out|away)\b|\bpull(?:s|ing|ed)?[ -]?(?:\w+ly[ ])?(?:back
        |out|away)\b
    dolly -1: (?:돌리|달리)[ ]?(?:아웃|백|뒤로)|풀[ ]?(?:백|아웃)
    dolly +1: \bdoll(?:y|ies|ying)\b(?:[ -]?(?:\w+ly[ ])?(?:in|forward|toward|into|shot))?\w*|\bpush(?:es
        |ing)?[ -]?(?:\w+ly[ ])?(?:in|forward|into|toward)\w*
    dolly +1: \bfly[ -]?through|(?:돌리|달리)[ ]?(?:인|샷|포워드)|(?<![가-힣])(?:돌리|달리)(?=[ ,으를]|$)
        |푸[시쉬][ ]?인
    zoom -1: \bzoom(?:s|ing|ed)?[ -]?(?:\w+ly[ ])?(?:out|back|away)\w*|(?<![가-힣])줌[ ]?(?:아웃|백)|(?<![가-힣])축소
        |줌을[ ]?빼
    zoom +1: \bzoom(?:s|ing|ed)?\b(?:[ -]?(?:\w+ly[ ])?in(?:to)?\b)?|\bken[ ]burns\b|(?<![가-힣])줌(?:[ ]?인)?
        |(?<![가-힣])확대|켄[ ]?번즈
    pan +1: \bpan(?:s|ning|ned)?\b|패닝|(?<![가-힣])팬(?=$|[ ,.]|으로|을|하|해|샷|되|업|다운)
    tilt -1: \btilt(?:s|ing)?\b|틸트|틸팅
    orbit +1: \borbit(?:s|al|ing)?\b|\barc(?:s|ing)?[ ](?:shot|around|left|right|move\w*)|\bcircl(?:e|es
        |ing)[ ](?:\w+[ ])?around
    orbit +1: \b360(?:[ -]?degrees?|°)?|\bturntable
    orbit +1: 궤도|중심으로[ ](?:\w+[ ])*?(?:회전|돌|돈|도는)\w*|오빗|오르빗|공전|(?:주위|주변
        |둘레)를?[ ]?(?:\w+[ ])?(?:돌|도는|돈|회전|맴)\w*|한[ ]?바퀴|원을[ ]그리|아크[ ]?샷|360도
    truck +1: \btruck(?:s|ing)?[ -](?:shot|to[ ]the|(?=left|right)|along\w*)|\btrack(?:s|ing)?[ -](?:shot|along\w*|with
        |to[ ]the|(?=left|right|sideways|forward|back|in\b|out\b))
    truck +1: \b(?:slider|sliding|lateral|sideways)[ ](?:camera[ ])?(?:shot|move\w*|motion|tracking)|트래킹|트랙킹
        |트랙[ ]?샷|슬라이드|슬라이딩|(?<![가-힣])트럭[ ]?(?:샷|킹|(?=왼|오른|좌|우))
    pedestal -1: \bcran(?:e|es|ing)[ -](?:shot|move\w*|(?=up|down|over|upward|downward)\w*)|\bjib\b|\bboom(?:s
        |ing)?[ -](?:shot|(?=up|down))|\bpedestal\w*
    pedestal -1: 크레인|페데스탈|지미집|붐[ ]?(?:업|샷|(?=다운))|드론[ ]?샷
    roll +1: \b(?:camera|barrel)[ ]roll\w*|\broll(?:s|ing)?[ ](?=left|right|clock|counter|anti|to[ ]the)
        |\bdutch\b(?:[ ]angle|[ ]tilt|[ ]roll)?|\bcanted\b
    roll +1: \b(?:rotat|spin|turn)\w*[ ](?=(?:\w+ly[ ])?(?:clock|counter|anti))|더치[ ]?(?:앵글|틸트)?|(?:반[ ]?시계
        |시계)(?:[ ]?반대)?[ ]?방향(?:으로)?(?:[ ]?회전)?
    handheld +1: \bhand[ -]?held\b|\bshoulder[ -]?(?:cam\w*|mount\w*)|\bfound[ -]footage|핸드[ ]?헬드|손으로[ ]든
    shake +1: \b(?:camera|screen)[ -]?(?:\w+ly[ ])?(?:shak|trembl|jitter)\w*|\bshak(?:y|ing)\b(?:[ ]?cam\w*)?
        |\bearthquake|흔들리는[ ]?(?:카메라|화면)|카메라[ ]?(?:\w[ ])?흔들\w*|카메라(?:가|를)?[ ]\w*[ ]?흔들\w*|흔들림
""")

_CAMERA_NOUN = r"\b(?:camera|cam|shot|view(?:point)?|lens|pov|fpv|drone|perspective|frame|we)\b"
#: Words that show that a sentence is about the camera.
CAMERA = _re(_CAMERA_NOUN + "|카메라|화면|시점|앵글|렌즈|드론|뷰")
_LEAD = (
    r"^(?:(?:a|an|the|very|slow|slowly|gentle|gently|smooth|smoothly|subtle|subtly|quickly|quick|fast|steadily"
    r"|cinematic|now|it)[ ])*"
)
#: Everyday verbs count only here: at the start of a clause or soon after a camera word.
_AT = rf"(?:{_LEAD}|{_CAMERA_NOUN}(?:[ ]?\w+){{0,3}}?[ ])"
_VERBS = (
    r"mov(?:e|es|ing)|slid(?:e|es|ing)|drift(?:s|ing)?|glid(?:e|es|ing)|float(?:s|ing)?|fl(?:y|ies|ying)|travel(?:s|ing|ling)?"
    r"|sweep(?:s|ing)?|swing(?:s|ing)?|swoop(?:s|ing)?|creep(?:s|ing)?|inch(?:es|ing)?|eas(?:e|es|ing)|com(?:e|es|ing)"
    r"|go(?:es|ing)?"
    r"|turn(?:s|ing)?|look(?:s|ing)?|rotat(?:e|es|ing)|spin(?:s|ning)?|push(?:es|ing)?|pull(?:s|ing)?|lift(?:s|ing)?"
    r"|advanc(?:e|es|ing)|track(?:s|ing)?|drop(?:s|ping)?|back(?:s|ing)?|clos(?:e|es|ing)|roll(?:s|ing)?|dive(?:s|ing)?|zip(?:s|ping)?"
    r"|circl(?:e|es|ing)"
)
_GO = rf"{_AT}(?:{_VERBS})[ ](?:\w+ly[ ])?"
_NOUN = r"[ ](?:\w+[ ])?(?:camera[ ])?(?:movement|motion|move|glide|drift|slide|travel|flight|shot)\b"
WEAK = _terms(rf"""
    dolly +1: {_GO}(?:forward|in\b(?![ ](?:the|a)\b)|into|toward|closer|nearer|through|ahead
        |past|straight)\w*
    dolly +1: {_AT}(?:approach(?:es|ing)?|follow(?:s|ing)?)\b|\bforward[ ]pov\b|\bforward{_NOUN}
    dolly -1: {_GO}(?:back|away|out\b|further|farther)\w*|{_AT}retreat\w*|\bbackwards?{_NOUN}
    pan +1: {_AT}(?:turn|look|swing|sweep|rotat)\w*[ ](?:\w+ly[ ])?(?:to[ ](?:the[ ])?)?(?=left|right|across)
    tilt -1: {_AT}(?:look|turn|swing)\w*[ ](?:\w+ly[ ])?(?=up|down)
    truck +1: {_GO}(?:to[ ](?:the[ ])?)?(?=left|right|sideways|across|along|alongside)
        |\b(?=left|right){_NOUN}
    pedestal -1: {_GO}(?=up|over\b|above|overhead)|{_AT}(?:ris(?:e|es|ing)|ascend\w*|climb\w*
        |soar\w*|lift\w*)\b(?![ ]of|[ ]sun)|\bupwards?{_NOUN}
    pedestal +1: {_GO}(?=down)|{_AT}(?:descend\w*|lower(?:s|ing)?|sink(?:s|ing)?|drop(?:s|ping)?)\b
        |\bdownwards?{_NOUN}
    orbit +1: {_AT}(?:{_VERBS}|revolv\w*)[ ](?:\w+ly[ ])?(?:around|round)\b
    orbit +1: {_AT}(?:circl(?:e|es|ing)|revolv\w*|encircl\w*)\b
    handheld +1: \b(?:documentary|vlog)[ -]?style\b
""")
#: Korean everyday verbs count with a camera word, or in a clause without another subject.
WEAK_KOREAN = _terms(r"""
    dolly +1: 다가[가오간온갑]\w*|접근\w*|전진\w*|들어[가간갑]\w*|가까[워이]\w*|앞으로
    dolly -1: 물러\w*|멀어[지진집]\w*|후진\w*|뒤로|빠지\w*|빠져\w*
    pedestal -1: 상승\w*|올라[가간갑]\w*|떠오[르른릅]\w*|솟\w*|(?<![가-힣])위로[ ](?:이동|움직)\w*
    pedestal +1: 하강\w*|내려[가간갑오온옵]\w*|(?<![가-힣])아래로[ ](?:이동|움직)\w*
    roll +1: 회전\w*|기울\w*
    truck +1: (?:왼쪽|오른쪽|왼편|오른편|좌측|우측|옆)(?:으로|로)?[ ](?:\w+[ ])?(?:이동|움직)\w*|옆으로
    pan +1: (?:왼쪽|오른쪽|좌측|우측)(?:으로|로)?[ ](?:\w+[ ])?(?:돌|훑|향)\w*
    tilt -1: 올려다\w*
    tilt +1: 내려다\w*
""")
#: A noun with a subject particle; "카메라가" is handled before.
KOREAN_SUBJECT = _re(r"[가-힣]+(?:이|가|은|는|께서)(?=\s)")

#: Rows `axis sign: pattern`. The first axis that fits the move counts.
DIRECTIONS = tuple((name[:-3], int(name[-2:]), pattern) for name, pattern in _table(r"""
    turn -1: \b(?:counter|anti)[ -]?clock\w*|반[ ]?시계|시계[ ]?반대
    turn +1: \bclock\w*|시계
    side -1: \bleft\w*|왼|좌측|좌로|(?<![가-힣])좌(?=[ ,]|$)
    side +1: \bright\w*|오른|우측|우로|(?<![가-힣])우(?=[ ,]|$)
    rise -1: \bup\b|\bupwards?\b|\bskywards?\b|\babove\b|\boverhead\b|위로|위쪽|상단|업(?![가-힣])|상승|올[라려]|올리
        |하늘로
    rise +1: \bdown\b|\bdownwards?\b|\bbelow\b|아래|다운|하강|내[려리]|밑으로
    near +1: \bin\b|\binto\b|\bforwards?\b|\btowards?\b|\bcloser\b|앞으로|(?:(?<=[줌 ])|(?<=[돌달]리)
        |(?<=푸[시쉬]))인(?=[ ,]|$)|안으로|당기|당겨
    near -1: \bout\b|\bback(?:wards?)?\b|\baway\b|뒤로|아웃|밖으로
"""))

#: A clause with only a direction, which belongs to the move before it.
BARE_DIRECTION = _re(
    r"(?:(?:just|only|to|towards?|the|from|slow|fast|\w+ly|천천히|빠르게|살짝)[ ])*(?:(?:left|right|up|down|for|back)"
    r"(?:wards?)?|in|out|(?:(?:counter|anti)[ -]?)?clockwise|(?:왼|오른)(?:쪽|편)(?:으로)?|[좌우](?:측으로|측|로)"
    r"|(?:위|아래)(?:쪽으로|쪽|로)|업|다운|인|아웃)(?:[ ](?:side|again|instead|slow|fast|\w+ly|천천히|빠르게))*"
)

GAINS = tuple((float(gain), pattern) for gain, pattern in _table(r"""
    2.6: \b(?:very|super|extremely|ultra|insanely)[ ](?:fast|quick\w*|rapid\w*)|\bviolent\w*|\bsudden\w*|\babrupt\w*
        |\bwhip\b|\bcrash\b|급격|급하|급속|휙|순식간|(?:매우|아주)[ ]빠
    0.4: \b(?:very|super|extremely|ultra|really)[ -](?:slow\w*|gentl\w*|subtl\w*)|\bbarely\b|\bimperceptibl\w*|\btiny\b
        |(?:아주|매우|무척|극도로)[ ]?(?:천천|느|살짝|부드|은은|조금)\w*
    0.6: \bslow(?:ly|er)?\b|\bgentl[ey]\b|\bsubtl[ey]\b|\bslight(?:ly)?\b|\bsoft(?:ly)?\b|\bsmall\b|\bgradual(?:ly)?\b
        |\ba[ ]little\b|\bcalm(?:ly)?\b|천천히|느린|느리|살짝|부드[럽러]|은은|서서히|조금|잔잔|약간|완만
    1.8: \bfast\b|\bquick(?:ly)?\b|\brapid(?:ly)?\b|\bdramatic(?:ally)?\b|\bdynamic(?:ally)?\b|\bstrong(?:ly)?\b
        |\bbold(?:ly)?\b|\bsweeping\b|\benergetic\w*|\bbig\b|\bswift\w*|빠[르른]|빨리|극적|과감|크게|강하|강렬|역동
        |다이나믹|다이내믹|드라마틱|확(?=[ ])
"""))

NEGATION_BEFORE = _re(
    r"(?:\b(?:no|not|without|never|avoid|zero|don't|dont|do[ ]not|doesn't|isn't|instead[ ]of"
        r"|rather[ ]than)\b)(?!.*\b(?:but|just|only)\b).{0,40}$"
)
NEGATION_AFTER = _re(
    r"^(?:을|를|은|는|이|가|도|인|아웃|샷|효과|움직임|이동|하지|\s)*(?:없|말고|마[ ]|마세|말아|말[ ]것|금지|빼고|않"
        r"|제외|안[ ]하|대신)"
)
#: Negations of a whole list, "no pan, zoom or roll", and the words that end such a list.
NEGATED_LIST = _re(r"\b(?:no|without|never|avoid|zero|don't|dont|do[ ]not|doesn't)\b")
ONLY = _re(r"\b(?:just|only|instead|simply)\b")

STATIC = _re(
    r"""\bstatic\b(?:[ ](?:shot|camera|frame|angle|view))? | \block(?:ed)?[ -]?(?:off|down|camera|shot)\b | \btripod\b
    | \b(?:fixed|still|stationary|steady|motionless)[ ](?:camera|shot|frame|angle|view)\b
    | \bcamera[ ](?:is[ ]|stays[ ]|remains[ ]|holds[ ]|keeps[ ])?(?:\w+ly[ ])?(?:still|fixed|steady|stationary
        |locked|motionless)\b
    | \b(?:no|without|zero)[ ](?:any[ ])?(?:camera[ ])?(?:movement|motion|moves?)\b
    | \b(?:don't|do[ ]not|never|doesn't|does[ ]not)[ ]move(?:[ ]the[ ]camera)?\b
    | \bcamera[ ](?:doesn't|does[ ]not|never)[ ]move
    | 카메라[는를가]?[ ]?(?:\w*[ ])?(?:고정|정지) | 고정[ ]?(?:된[ ])?(?:카메라|샷|숏|앵글|화면|시점)
    | 정지[ ]?(?:된[ ])?(?:카메라|샷|화면|시점)
    | 스태틱 | 정적인[ ]?(?:카메라|샷|화면) | (?:카메라|화면)[는은가이를]?[ ]?움직이지[ ]?[않마말] | 삼각대
    | 움직이지[ ]?않는[ ]?(?:카메라|샷|앵글|화면|시점) | 카메라[는은가를]?[ ]?멈[추춘춤춰](?!지)\w*
    | ^\s*움직임[이은도]?[ ]?(?:전혀[ ])?없\w*
    | (?:카메라|화면)[의]?[ ]?(?:움직임|이동|무빙|워크)[이은을]?[ ]?없 | ^\s*(?:고정|정지)\s*$"""
)
DEPTH = _re(
    r"\bparallax\w*|\b2[.]5[ -]?d\b|\b3[ -]?d\b|\bthree[ -]dimensional\b|\bdepth\b|입체\w*|시차|패럴랙스|깊이감?"
        r"|(?<![a-z0-9])3d"
)
FOCUS = _re(
    r"\b(?:rack|pull|shift\w*)[ -]?focus\b|\bfocus[ -]?(?:pull|shift|rack)\w*|초점[ ]?(?:이동|전환|변화)"
        r"|포커스[ ]?(?:이동|전환|풀)"
)
AMBIENT = _table(r"""
    leaves: \b(?:leaves|leaf|foliage|grass|branches|trees?|flowers?|petals|fields?|reeds|wheat)\b[^.]{0,30}\b(?:rustl
        |sway|flutter|wav|blow|mov|stir|danc)\w*|\b(?:breeze|wind|windy)\b|바람|나뭇잎|잎이|풀이|흔들리는[ ](?:나무|풀
        |꽃|잎)
    water: \b(?:rippl\w+|waves|flowing[ ]water|waterfall|river|stream|ocean|sea)\b|\bwater\b[^.]{0,20}\b(?:flow|mov
        |shimmer|rippl)\w*|물결|파도|강물|잔물결|물이[ ]?흐
    flicker: \bcandle\w*|\bflicker\w*|\bflames?\b|\bfire(?:place|light)?\b|\bcampfire|\btorch\w*|촛불|불꽃|모닥불
        |벽난로|횃불|깜빡|깜박|일렁
    grain: \bfilm[ -]?grain|\bgrainy\b|\b(?:8|16)[ ]?mm\b|\bsuper[ -]?8\b|필름[ ]?(?:그레인|입자|노이즈)
""")
