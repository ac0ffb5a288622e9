// What every page does when scripts run: htmx for small exchanges, the reader's zone, and a few courtesies.
import "htmx.org";
import "./zone.js";
import "./courtesies.js";
import "./conditions.js";
