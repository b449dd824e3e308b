-- prelude.lua - vocabulary of protocol scripts that is better said in Lua
--
-- Called with the table of words; what is added to it, every script knows. Beside it a function that keeps
-- the name of a preset for whoever wants to try them all. A script
-- must give the same plan on every machine, but Lua visits a table's names in an
-- order that differs from run to run, and sorts equal elements by chance. So
-- `pairs`, `next` and `table.sort` are replaced by ones that repeat themselves.

local words, keep_preset = ...
local error, ipairs, next, rawget, rawset, type = error, ipairs, next, rawget, rawset, type
local concat = table.concat

words.seconds = 1
words.minutes = 60
words.hours = 3600

local function less(a, b)
	return a < b
end

-- Merges from[low..middle-1] and from[middle..high-1], both sorted, into `to`.
local function merge(from, to, low, middle, high, before)
	local left, right = low, middle
	for place = low, high - 1 do
		if left < middle and (right >= high or not before(from[right], from[left])) then
			to[place], left = from[left], left + 1
		else
			to[place], right = from[right], right + 1
		end
	end
end

-- Sorts in place; equal elements keep their order.
local function sort(list, before)
	if type(list) ~= "table" then
		error("table.sort: needs a list", 0)
	end
	before = before or less
	local count, width = #list, 1
	local from, to = list, {}
	while width < count do
		for low = 1, count, 2 * width do
			local middle = low + width
			local high = middle + width
			if middle > count + 1 then middle = count + 1 end
			if high > count + 1 then high = count + 1 end
			merge(from, to, low, middle, high, before)
		end
		from, to = to, from
		width = 2 * width
	end
	if from ~= list then
		for place = 1, count do
			list[place] = from[place]
		end
	end
end

local ranks = { number = 1, string = 2, boolean = 3 }

-- Numbers first, then names, then false and true.
local function key_before(a, b)
	local of_a, of_b = ranks[type(a)], ranks[type(b)]
	if of_a ~= of_b then
		return of_a < of_b
	elseif of_a == 3 then
		return not a and b
	end
	return a < b
end

local function sorted_keys(value)
	local keys = {}
	if type(value) == "userdata" then
		return keys     -- a word that was not known: its problem is told already
	elseif type(value) ~= "table" then
		error("pairs: needs a table, not a " .. type(value), 0)
	end
	for key in next, value do
		if not ranks[type(key)] then
			error("pairs: a " .. type(key) .. " as a key has no order that would be the same in each run", 0)
		end
		keys[#keys + 1] = key
	end
	sort(keys, key_before)
	return keys
end

function words.pairs(value)
	local keys, place = sorted_keys(value), 0
	return function()
		local key, found
		repeat
			place = place + 1
			key = keys[place]
			if key == nil then
				return nil
			end
			found = value[key]
		until found ~= nil      -- what the loop itself has removed is passed over
		return key, found
	end
end

function words.next(value, after)
	for _, key in ipairs(sorted_keys(value)) do
		if after == nil or key_before(after, key) then
			return key, value[key]
		end
	end
	return nil
end

-- The values of the preset that study.ini names (preset = older), or of "standard".
function words.preset(choices)
	local wanted = rawget(words.study, "preset") or "standard"
	local names = sorted_keys(choices)
	for _, name in ipairs(names) do
		keep_preset(name)
	end
	for _, name in ipairs(names) do
		if name == wanted then
			return choices[name]
		end
	end
	error("preset: study.ini asks for '" .. wanted .. "', but there is only " .. concat(names, ", "), 0)
end

rawset(words.table, "sort", sort)     -- the tables of words are closed
