-- What wrk asks, as the environment says; the last line of its report is JSON.
local path, method = os.getenv("ASK_PATH"), os.getenv("ASK_METHOD")
local body, headers, count, same = nil, {}, 0, nil

function init()
  local file = io.open(os.getenv("ASK_BODY"), "rb")
  body = file:read("*a")
  file:close()
  if body == "" then body = nil end
  for name, value in (os.getenv("ASK_HEADERS") .. "\n"):gmatch("([^\n:]+): ([^\n]*)\n") do headers[name] = value end
  count = os.time() % 100000 * 100000
  if not path:find("{n}", 1, true) then same = wrk.format(method, path, headers, body) end
end

function request()
  if same then return same end
  count = count + 1
  return wrk.format(method, (path:gsub("{n}", string.format("%.0f", count))), headers, body)
end

function done(summary, latency, requests)
  local errors = summary.errors
  local failed, kinds = 0, ""
  for kind, number in pairs({connect = errors.connect, read = errors.read, write = errors.write, status = errors.status, late = errors.timeout}) do
    failed = failed + number
    if number > 0 then kinds = kinds .. kind .. " " .. number .. " " end
  end
  io.write(string.format('\n{"answers": %d, "failed": %d, "kinds": "%s", "seconds": %.6f, "p50": %.6f}\n',
    summary.requests, failed, kinds, summary.duration / 1e6, latency:percentile(50) / 1e6))
end
