from krea_widgets._util.html import escape, escape_text


def test_attributes_cannot_be_left():
    assert escape("\"><script>'&\ud800 $1") == "&quot;&gt;&lt;script&gt;&#x27;&amp;? $1"


def test_no_notebook_takes_text_for_a_formula():
    assert escape_text(r"<$1 \(x\)") == r"&lt;<span>$</span>1 <span>\</span>(x<span>\</span>)"
