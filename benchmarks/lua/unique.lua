-- Every request gets a random UUID (version 4) between the two halves of a prepared request.
-- `parts` and `seed` are written in front of this file.
math.randomseed(seed)
local random, format, count, n = math.random, string.format, #parts, 0

function request()
  n = n + 1
  local part = parts[n % count + 1]
  return part[1] .. format("%04x%04x-%04x-4%03x-%04x-%04x%04x%04x",
    random(0, 65535), random(0, 65535), random(0, 65535), random(0, 4095),
    random(32768, 49151), random(0, 65535), random(0, 65535), random(0, 65535)) .. part[2]
end
