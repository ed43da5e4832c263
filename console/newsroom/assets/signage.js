/* Changes the screen when there is something new. While the site cannot be reached, what stands there stays. */
(function () {
  "use strict";
  var seen;
  function look() {
    var asked = new XMLHttpRequest();
    asked.open("GET", "/signage.json");
    asked.timeout = 10000;
    asked.onload = function () {
      if (asked.status !== 200) { return; }
      if (seen !== undefined && seen !== asked.responseText) { window.location.reload(); }
      seen = asked.responseText;
    };
    asked.send();
  }
  look();
  window.setInterval(look, 20000);
}());
