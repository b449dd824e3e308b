---@meta
-- soleus.d.lua - the words of protocol scripts, for editors with a Lua language server
--
-- Nothing here is run. The editor completes and explains the words; `soleus check` has the last word.

--- A duration in seconds, written with its unit: `5 * minutes`.
---@alias soleus.duration number

--- 2 to 26 of a-z, 0-9 and _, beginning with a letter: it becomes a name in the spreadsheet.
---@alias soleus.name string

--- What a channel measures; beside these, a quantity of your own that station.ini gives a unit.
---@alias soleus.quantity "temperature"|"spo2"|"pulse_rate"|"plethysmogram"|"perfusion_index"|"light_reflection"|"venous_flow"|"volume_change"|"limb_volume"|"limb_strain"|"refill_time"|"pump_power"|"venous_capacity"|"light_level"|"exam_number"|"digital_input"|"cadence"|"humidity"|string

--- What happens when the time is over: a person decides, the visit goes on, or it ends.
---@alias soleus.otherwise "ask"|"continue"|"abort"

--- A condition on a channel: below, above, missing, stable, coverage_below.
---@class soleus.condition

--- 1: durations are numbers of seconds.
seconds = 1
--- 60 seconds.
minutes = 60
--- 3600 seconds.
hours = 3600

--- The person for whom the plan is made. Beside these, every covariate of study.ini: `participant.age`.
---@class soleus.participant
---@field id string the code
---@field number integer within the group, from 1: orders are balanced over it
---@field group string "" when the study has no groups
---@field visit integer from 1
---@field [string] any a covariate; nil when this participant lacks it
participant = {}

--- The keys of [study] in study.ini: `study.title`.
---@type table<string, string|number>
study = {}

--- Once, first: what the protocol is, and which channels it works with.
---@class soleus.protocol
---@field id soleus.name
---@field title string
---@field version string a text: "1.0"
---@field needs? table<soleus.name, soleus.quantity> channels without which it cannot run
---@field wants? table<soleus.name, soleus.quantity> channels that are used when they are there
---@field stop_if? soleus.condition|soleus.condition[] what is under way stops, and a person decides
---@param fields soleus.protocol
function protocol(fields) end

--- An instruction that the operator confirms.
---@class soleus.tell
---@field text string
---@param fields string|soleus.tell
function tell(fields) end

--- An event in the record; takes no time.
---@class soleus.mark
---@field text string
---@param fields string|soleus.mark
function mark(fields) end

--- A question to the participant: a scale, choices or words. "-" refuses any of them.
---@class soleus.ask
---@field [1]? soleus.name its id
---@field id? soleus.name becomes a column; the same id is the same question
---@field text string the wording
---@field scale? number[] lowest and highest: { 0, 10 }
---@field choices? string[]
---@field words? boolean true: an answer in words
---@field anchors? string[] what the ends of the scale mean
---@field optional? boolean true: an empty answer is a refusal
---@param fields soleus.ask
function ask(fields) end

--- A number read from an instrument by hand and typed in.
---@class soleus.measure
---@field [1]? soleus.name its id
---@field id? soleus.name becomes a column
---@field text string
---@field unit string
---@field range? number[] lowest and highest that can be true
---@field twice_within? number typed twice, and the two may differ by this
---@field times? integer so many measurements, each a column: girth_1, girth_2
---@field optional? boolean true: an empty answer is a refusal
---@param fields soleus.measure
function measure(fields) end

--- Waits until a channel is quiet (or several are, or conditions hold), or until at_most is over.
---@class soleus.settle
---@field [1]? soleus.name|soleus.condition|(soleus.name|soleus.condition)[]
---@field channel? soleus.name|soleus.condition|(soleus.name|soleus.condition)[]
---@field within? number highest less lowest value of the window, at most
---@field slope? number of the window, a minute, up or down, at most
---@field over? soleus.duration length of the window
---@field at_least? soleus.duration
---@field at_most soleus.duration
---@field otherwise? soleus.otherwise "ask" unless told
---@field say? string
---@param fields soleus.settle
function settle(fields) end

--- The sensor is warmed and let go: its channel must rise, and fall again.
---@class soleus.sensor_check
---@field [1]? soleus.name the channel
---@field channel? soleus.name
---@field rise number in the channel's unit
---@field fall? number half of rise unless told
---@field at_most? soleus.duration for each of the two; 60 s unless told
---@field otherwise? soleus.otherwise "ask" unless told
---@field text? string what the operator is told
---@param fields soleus.sensor_check
function sensor_check(fields) end

--- A place between trials from which an interrupted visit may go on.
---@class soleus.checkpoint
---@field max_gap? soleus.duration after a longer interruption the visit begins anew
---@param fields? soleus.checkpoint
function checkpoint(fields) end

--- A still phase.
---@class soleus.rest
---@field [1]? soleus.name
---@field name? soleus.name the same name in every trial is the same row in the spreadsheet
---@field lasts soleus.duration
---@field say? string what the participant is told as it begins
---@param fields soleus.rest
function rest(fields) end

--- A phase of movement, paced or not; ends by time, by count, or by the operator.
---@class soleus.exercise
---@field [1]? soleus.name
---@field name? soleus.name
---@field lasts? soleus.duration
---@field count? integer repetitions
---@field reps_per_min? number
---@field cues? soleus.name[]|[soleus.name, soleus.duration][] of one repetition: { "up", "down" }, or { { "up", 10 * seconds }, { "down", 10 * seconds } }
---@field say? string
---@field at_most? soleus.duration with ends = "operator"
---@field ends? "operator" to failure: the operator ends it, with a reason
---@param fields soleus.exercise
function exercise(fields) end

--- Groups phases under one condition; carries factors: leg, posture and those of study.ini.
---@class soleus.trial
---@field condition soleus.name
---@field redo_if? soleus.condition|soleus.condition[] then the trial is done again
---@field attempts? integer at the most; 2 with redo_if
---@field leg? "left"|"right"|"both"|"none"
---@field posture? "sitting"|"standing"|"supine"|"other"
---@field [string] any a factor of study.ini
---@param fields soleus.trial
---@param steps function
function trial(fields, steps) end

--- Holds while the channel is under the threshold.
---@class soleus.below
---@field lasting? soleus.duration without interruption
---@field hysteresis? number it is over only when the value is this far back
---@param channel soleus.name
---@param threshold number in the channel's unit
---@param options? soleus.below
---@return soleus.condition
function below(channel, threshold, options) end

--- Holds while the channel is over the threshold.
---@class soleus.above
---@field lasting? soleus.duration without interruption
---@field hysteresis? number it is over only when the value is this far back
---@param channel soleus.name
---@param threshold number in the channel's unit
---@param options? soleus.above
---@return soleus.condition
function above(channel, threshold, options) end

--- Holds while the channel has no valid value.
---@class soleus.missing
---@field lasting? soleus.duration without interruption
---@param channel soleus.name
---@param options? soleus.missing
---@return soleus.condition
function missing(channel, options) end

--- Holds while the channel is quiet over a sliding window.
---@class soleus.stable
---@field within number highest less lowest value, at most
---@field slope? number a minute, up or down, at most
---@field over soleus.duration length of the window
---@param channel soleus.name
---@param options soleus.stable
---@return soleus.condition
function stable(channel, options) end

--- For redo_if: the channel had valid values in less than this share of the trial's phases.
---@class soleus.coverage_below
---@param channel soleus.name
---@param share number above 0 and at most 1: 0.80
---@return soleus.condition
function coverage_below(channel, share) end

--- The conditions in the order of a Williams square, by the participant's number.
---@generic T
---@param conditions T[]
---@return T[]
function order(conditions) end

--- A list in an order drawn by chance, the same for the same visit.
---@class soleus.shuffle
---@field max_run? integer at most so many of a kind side by side
---@field min_distance? integer two of a kind are at least so many places apart
---@field [integer] any
---@param list soleus.shuffle
---@return any[]
function shuffle(list) end

--- One of a list, drawn by chance; with count, a list of so many.
---@class soleus.pick
---@field count? integer
---@field [integer] any
---@param list soleus.pick
---@return any
function pick(list) end

--- The values of the preset that study.ini names (`preset = older`), or of `standard`.
---@generic T
---@param choices table<string, T>
---@return T
function preset(choices) end
