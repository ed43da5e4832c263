// Which characters count: the rules of console/releases/rules/body.py.
export const EDGE = /[ \t\u3000\u00a0]/;
export const EDGES = /^[ \t\u3000\u00a0]+|[ \t\u3000\u00a0]+$/g;
export const DROPPED =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufffe\uffff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]/u;
// Within a paragraph nothing breaks a line but a line break of its own.
export const UNSAID = new RegExp(`${DROPPED.source}|[\\r\\n\\u2028\\u2029]`, "u");
export const TIE = /^fact:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;
export const ADDRESS = /^(?:https?:\/\/|mailto:|tel:)/i;

export const said = (text) => [...text].filter((each) => !UNSAID.test(each)).join("");
