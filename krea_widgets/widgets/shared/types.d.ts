// The types that the views share, ambient so that no module imports them. Rows and messages are JSON from Python.

type Model = import("@anywidget/types").AnyModel;
type Render = import("@anywidget/types").Render;
type Scope = ReturnType<typeof import("./dom.js").makeScope>;
type Channel = ReturnType<typeof import("./channel.js").makeChannel>;
type Heartbeat = ReturnType<typeof import("./heartbeat.js").makeHeartbeat>;

/** What the parts of one view share. */
interface Context {
  model: Model;
  scope: Scope;
  h: Scope["h"];
  /** Aborted when the view ends. */
  signal: AbortSignal;
  page: Document;
  channel: Channel;
  /** Of the static fallback, which the page shows without a kernel. */
  fallbackClass: string;
  /** The focused element, also inside a shadow root. */
  active(): Element | null;
  /** The place for another widget. */
  below: ReturnType<typeof import("./below.js").makeBelow>;
}

/** `lost()` is called when the kernel is gone. */
type View = { el: HTMLElement; end(): void; lost?(): void };
type Child = Node | string | number | false | null | undefined | Child[];
type Elements = HTMLElementTagNameMap;
type Made<Tag> = Tag extends keyof Elements ? Elements[Tag] : Tag extends `${infer Name extends keyof Elements}.${string}` ? Elements[Name] : HTMLElement;
type Events = HTMLElementEventMap & DocumentEventMap;
type Hear<Name extends keyof Events> = (event: Events[Name] & { target: any }) => void;
type Handlers = { [Name in keyof Events as `on${Name}`]?: Hear<Name> | null };
interface Props extends Handlers {
  [attribute: string]: any;
}

type Message = { kind: string; view?: string; id?: string; message?: string; [field: string]: any };
type Answer = Message & { parts: Uint8Array<ArrayBuffer>[] };
type Listener = (message: Message, parts: Uint8Array<ArrayBuffer>[]) => void;

type Clip = { path: string; name: string; url: string; width?: number; height?: number; duration: number; fps: number };
/** An image of the Animate widget; `thumb` is an address. */
// prettier-ignore
type Card = {
  key: string; name: string; width: number; height: number; size: number; mime: string; notes?: string[]; url: string; thumb: string; free?(): void;
};
/** An image that uploads. */
type Reading = { name: string; size: number; received: number; preview: string; slow?: string; stop(): void };
type Fit = { ratio: number; still: string; clip: string; wider: boolean; crop: Crop; end_crop: Crop | null };
/** What a crop keeps: the centre as parts of the image's width and height, and the zoom. */
type Crop = [x: number, y: number, zoom: number];
type JobError = { message?: string; details?: string; replacement?: string; candidates?: string[]; fetch?: boolean; uncertain?: boolean };
// prettier-ignore
type JobRow = {
  key: string; backend: string; phase: string; message: string; fraction: number | null; elapsed: number; price: string;
  title: string; summary: string; cancelling: boolean; clip: Clip | null; error: JobError | null; finished?: number;
};
/** A field of an earlier clip's settings beside that of the form. */
type Field = { name: string; label: string; now: string; then: string; same: boolean; message: string };
/** One clip or job of a comparison. */
// prettier-ignore
type Entry = {
  key: string; label: string; prompt: string; badge: string; price: string; verdict: string; settings: [string, string][];
  message: string; fraction: number | null; over: boolean; clip: Clip | null; still: { width: number; height: number } | null;
};

/** A parameter of a model, as `Model.as_form` in Python makes it. */
// prettier-ignore
type Parameter = {
  name: string; kind: ParameterKind; label: string; required?: boolean; rare?: boolean; raw?: boolean;
  /** A field of a row. */
  inner?: boolean;
  default?: any; choices: any[]; labels: string[]; fields: Parameter[]; unit?: string; hint?: string; pattern?: string;
  min?: Limit; max?: Limit; above?: Limit; below?: Limit; step?: Limit; integer?: boolean;
  max_length?: Limit; min_length?: Limit; max_items?: Limit; min_items?: Limit;
};
type Limit = number | null;
type Medium = "image" | "video" | "audio";
type FileKind = Medium | "images" | "videos" | "audios";
type ParameterKind = "choice" | "range" | "number" | "switch" | "text" | "url" | "urls" | FileKind | "list" | "object" | "any";
// prettier-ignore
type ModelForm = {
  id: string; title: string; provider: string; popular: boolean; price: string; parameters: Parameter[];
};
type Values = Record<string, any>;
/** The size that Python derives from the image. */
type Size = { width?: number; height?: number; from?: string };

/** A clip or job in the gallery; `length` in seconds, `at` in seconds since 1970. */
// prettier-ignore
type ClipRow = {
  key: string; backend: string; state: "open" | "done" | "failed" | "cancelled" | "uncertain"; at: number; title: string; prompt: string; name: string;
  message: string; length: number | null; price: string; rating: number; winner: boolean; deleted: boolean;
  path: string; url: string; there: boolean; poster: boolean;
};
/** A filter that is on or off. */
type Flag = "rated" | "winner" | "failed" | "deleted" | "shaky" | "hardly_moves" | "not_as_asked";
type Facets = Record<"all" | Flag, number> & { backends: Record<string, number>; models: [string, string, number][] };
/** Days with their number of clips. */
type Groups = [string, number][];
type Found = { serial: string; version: number; total: number; groups: Groups; facets: Facets; notice?: string; partial: boolean };
interface GalleryActs {
  page(start: number, end: number): void;
  current(row: ClipRow): void;
  open(row: ClipRow): void;
  selected(rows: ClipRow[]): void;
  rate(row: ClipRow, stars: number): void;
  win(row: ClipRow): void;
  look(row: ClipRow): void;
  remove(rows: ClipRow[]): void;
  restore(keys: string[]): void;
  /** Closes the inspector, else the selection; false when neither is open. */
  escape(): void | false;
  shut(): void;
  linked(): boolean;
  /** Shows a form with this clip's settings below the gallery. */
  form(row: ClipRow): void;
}

/** Seconds, pan in widths, tilt in heights, zoom factor, roll in degrees: the camera since the first frame. */
type MotionRow = [number, number, number, number, number];
type ClipCard = ReturnType<typeof import("../compare/clip-card.js").makeClipCard>;
type Playback = ReturnType<typeof import("../compare/synchronize.js").makePlayback>;
type PlaybackState = ReturnType<Playback["state"]>;
/** A video of a comparison; its start is `offset` seconds before that of the clock. It was `at` this time since `moved` of the page's clock. */
type PlayedClip = {
  key: string; video: HTMLVideoElement; seek(time: number): void; isSeeking(): boolean; duration: number; fps: number; offset: number;
  at: number; moved: number;
}; // prettier-ignore
/** A stretch of a prompt, marked where it differs from another. */
type Piece = { text: string; marked: boolean };
type Zoom = { scale: number; x: number; y: number };
/** What a key of a comparison does; `pick` gets the key. */
type KeyAct =
  | "toggle" | "first" | "back" | "on" | "frameBack" | "frameOn" | "slower" | "faster" | "loop" | "nextSound" | "pick" | "swap" | "nextArrangement"
  | "full" | "zoomIn" | "zoomOut" | "fit" | "help"; // prettier-ignore
interface CompareActs extends Record<KeyAct, (key: string) => void> {
  hear(key: string): void;
  win(label: string): void;
  rate(label: string, stars: number): void;
  note(label: string, text: string): void;
  shift(label: string, seconds: number): void;
  /** Shows a card at a place, and the card of that place where this one was. */
  choose(place: number, key: string): void;
  arrange(name: string): void;
  setGain(gain: number): void;
  turn(by: number): void;
  /** Returns whether it was open. */
  closeHelp(): boolean;
  /** A clip can be played now. */
  arrived(): void;
}

/** The present pair of a blind choice; `left` and `right` are keys, the pairs are counted from 1. */
// prettier-ignore
type BlindStage = {
  phase: "choose" | "enough" | "done"; number: number; planned: number; votes: number; left: string; right: string; can_finish: boolean; uneven: boolean;
};
/** One clip in the order of the votes; shares are 0 to 1. */
// prettier-ignore
type BlindRow = {
  key: string; name: string; prompt: string; settings: [string, string][]; price: string; badge: string; motion: string; winner: boolean;
  rank: number; rank_low: number; rank_high: number; share: number; share_low: number; share_high: number; votes: number; won: number;
};
type BlindResult = { rows: BlindRow[]; votes: number; preferences: string[]; measured: boolean };

/** An item of a sweep as planned. */
// prettier-ignore
type SweepRow = { key: string; label: string; prompt: string; about: string; price: string; facts: string; note: string; still: string; ratio: number | null; cost: number | null; place: Place | "" };
/** A cell of the grid, by lines of CSS: the place of one of the `count` items in it. `best` says of what it has the most stars. */
type Cell = { row: number; column: number; index: number; count: number; behind: boolean; best: string };
/** Where an item is in a grid: its column, what its row has beside the prompt, and which of several takes it is. */
type Place = { column: string; row: string; take: string };
// prettier-ignore
/** The progress of a sweep item; `again` labels the button that tries it again. */
type SweepLive = { state: string; message: string; fraction: number | null; elapsed: number; again: string; clip: Clip | null; seconds: number | null; motion: SweepMotion | null; comparable: boolean; choosable: boolean };
/** What became of an item's camera moves, in a few words and in full; by the names of the orders, the values to sort by. */
type SweepMotion = { text: string; title: string } & Record<"asked" | "amount" | "steady" | "like", number | null>;
/** A sweep; `make` and `again` label the buttons that start it. */
// prettier-ignore
type Board = {
  head: {
    backend: string; busy: boolean; message: string; phase: string; fraction: number | null; elapsed: number; make: string; again: string; notes: string[]; measuring: boolean;
  };
  rows: SweepRow[];
  live: Record<string, SweepLive>;
};

/** What the parts of the Animate widget share. */
interface AnimateContext extends Context {
  /** Of the chosen model; null if the catalogue has no such model. */
  form(): ModelForm | null;
  /** A parameter of this name, of any model. */
  parameter(name: string): Parameter | null | undefined;
  imageStore: ImageStore;
  /** A number that the view has not used yet. */
  count(): number;
}
interface FormContext extends AnimateContext {
  peers: Peers;
  /** Makes the fields of a row. */
  control: MakeControl;
  /** Whether this is a crowded row, whose numbers have no sliders. */
  compact?: boolean;
}
type ImageStore = ReturnType<typeof import("../animate/image-store.js").makeImageStore>;
/** Access to the form's other controls. */
type Peers = {
  /** A parameter and its value or default; null if the model has no such parameter. */
  peek(name: string): { parameter: Parameter; value: any } | null;
  put(name: string, value: unknown): void;
};
/** The control of a parameter. */
type Control = {
  el: HTMLElement;
  /** Shows a value; undefined shows the default. */
  set(value: any): void;
  /** Makes text that is being typed valid. */
  settle?(): void;
  /** Paints the images. */
  paint?(): void;
  /** Another control has changed. */
  heed?(): void;
  /** Shows the size that is sent when none is set. */
  derive?(size: Size | null): void;
};
/** `tell(value)` is called for each change by the person; undefined means unset. */
type MakeControl = (ctx: FormContext, parameter: Parameter, tell: (value?: any) => void) => Control;
