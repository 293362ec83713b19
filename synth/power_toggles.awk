# Wave (VCD) of power_replay.sv -> how often each net changes from cycle `from` up to cycle `to`, the one after the last: lines
# "net changes". `ticks` is a cycle in units of the wave. A net of several bits is one line a bit; names are without the
# backslash of escaped ones. From and to unknown is no change.
function change(net, value) {
  if (inside && value != now[net] && value ~ /[01]/ && now[net] ~ /[01]/) changes[net]++
  now[net] = value
}
BEGIN { first = from * ticks; last = to * ticks }
$1 == "$var" {
  name = $5
  sub(/^\\/, "", name)
  if ($3 == 1) { nets[$4] = nets[$4] " " name; changes[name] = 0 }
  else { # most significant bit first
    split($6, range, /[^0-9]+/)
    low[$4] = range[3]
    wide[$4] = $3
    vectors[$4] = vectors[$4] " " name
    for (i = 0; i < $3; i++) changes[name "[" range[3] + i "]"] = 0
  }
  next
}
/^#/ { time = substr($1, 2) + 0; inside = time >= first && time < last; next }
/^b/ {
  value = substr($1, 2)
  fill = value ~ /^[xz]/ ? "x" : 0 # leading bits that are left out
  count = split(vectors[$2], names, " ")
  for (k = 1; k <= count; k++)
    for (i = 0; i < wide[$2]; i++)
      change(names[k] "[" low[$2] + i "]", i < length(value) ? substr(value, length(value) - i, 1) : fill)
  next
}
/^[01xz]/ {
  count = split(nets[substr($1, 2)], names, " ")
  for (k = 1; k <= count; k++) change(names[k], substr($1, 1, 1))
}
END { for (net in changes) print net, changes[net] }
