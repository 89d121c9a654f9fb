import { speak } from "../speak.ts";

/** What other settings would have done with the past calls. */
export const english = {
  title: "On your past calls",
  trying: "Trying these settings on the last 30 days…",
  list: "Calls that would have gone otherwise",
  showAll: "Show all {count, number}",
  cut: "There were very many calls: the newest {count, number} are looked at.",
  withheld: "Withheld number",
  withThese: ", with these settings: ",
  none: "There were no calls in the last 30 days to try this on.",
  nothingChanged:
    "These settings would have changed nothing for the last 30 days’ {calls, plural, one {# call} other {# calls}}.",
  sameTexted:
    "With these settings, of the last 30 days’ {calls, plural, one {# call} other {# calls}} as many would have been texted as were: {was, number}.",
  otherTexted:
    "With these settings, of the last 30 days’ {calls, plural, one {# call} other {# calls}} {would, number} would have been texted instead of {was, number}.",
  shortSame: "{was, number} texts in the last 30 days, as now",
  shortOther: "{would, number} texts in the last 30 days instead of {was, number}",
  costMore: "That would have cost {count, plural, one {# credit} other {# credits}} more.",
  saved: "That would have saved {count, plural, one {# credit} other {# credits}}.",
  missed: "{would, number} would have counted as missed instead of {was, number}.",
  textedLater: "Texted later",
  texted: "Texted",
  answered: "Answered",
  notTexted: "Not texted",
  earlier: "Then: {why}",
  unknown: {
    longer_ring:
      "{count, plural, one {# call rang until the time was up. With more of it somebody might have answered, or the caller hung up; nobody can know, so it counts as missed.} other {# calls rang until the time was up. With more of it somebody might have answered, or the caller hung up; nobody can know, so they count as missed.}}",
    other_phones:
      "{count, plural, one {# call would have rung at other phones. Who would have answered there nobody can know, so it counts as it went.} other {# calls would have rung at other phones. Who would have answered there nobody can know, so they count as they went.}}",
    newly_rung:
      "{count, plural, one {# call rang nowhere and would have rung. Whether somebody had answered nobody can know, so it counts as missed.} other {# calls rang nowhere and would have rung. Whether somebody had answered nobody can know, so they count as missed.}}",
    ring_time:
      "{count, plural, one {# call was answered, and it was not noted after how much ringing; it counts as answered.} other {# calls were answered, and it was not noted after how much ringing; they count as answered.}}",
    key_not_asked:
      "{count, plural, one {# call was answered without being asked for a key, perhaps by a machine; it counts as answered.} other {# calls were answered without being asked for a key, perhaps by a machine; they count as answered.}}",
    not_listened:
      "{count, plural, one {# call was answered, and nobody listened whether by a machine; it counts as answered.} other {# calls were answered, and nobody listened whether by a machine; they count as answered.}}",
    not_looked_up:
      "{count, plural, one {Of # call nobody looked up whether the number is a landline; it counts as texted.} other {Of # calls nobody looked up whether the number is a landline; they count as texted.}}",
  },
} as const;

export const backTest = speak("backTest", english);
