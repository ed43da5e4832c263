// What every page of the console loads. One concern, one module.
import "htmx.org";
import "./connection.js";
import "./copy.js";
import "./counts.js";
import "./csrf.js";
import "./dialogs.js";
import "./entries.js";
import "./forgets.js";
import "./forms.js";
import "./looking.js";
import "./print.js";
import "./pacing.js";
import "./plan.js";
import "./passkeys.js";
import "./sheets.js";
import "./theme.js";
import "./times.js";
