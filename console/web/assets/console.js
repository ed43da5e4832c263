// What every page of the console loads. One concern, one module.
import "htmx.org";
import "./connection.js";
import "./csrf.js";
import "./theme.js";
import "./times.js";
