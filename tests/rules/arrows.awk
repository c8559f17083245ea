# Prints every #include that goes against the arrows. First the README.md of each tree: a row of its table names
# each room, "a --> b & c" in its picture what a room knows; it knows what those know, too, and of a folder all
# rooms. Then lines "file include". Files of a tree's own folder may include anything.
function room_of(path,    room) {
  room = path; sub(/\/[^\/]*$/, "", room)
  if (room in is_tree) return room
  do if (room in is_room) return room; while (sub(/\/[^\/]*$/, "", room))
  return ""
}
function named(here, word) { # a room of the same tree, or anything by its whole path
  if ((here "/" word) in is_room) return here "/" word
  if (!(word in is_room) && !(word in is_tree)) print here "/README.md: " word " is no room"
  return word
}
function learn(room, known,    more, n, i) {
  if ((room, known) in knows) return
  knows[room, known] = 1
  n = split(direct[known], more, " ")
  for (i = 1; i <= n; ++i) learn(room, more[i])
}
function settle(    a, words, n, i, room, other) {
  settled = 1
  for (a = 1; a <= arrows; ++a) {
    n = split(arrow_to[a], words, / *& */)
    room = named(arrow_tree[a], arrow_from[a])
    for (i = 1; i <= n; ++i) direct[room] = direct[room] " " named(arrow_tree[a], words[i])
  }
  for (room in is_room) learn(room, room)
  for (room in is_room) for (other in is_room)
    if (room < other && ((room, other) in knows) && ((other, room) in knows)) print room " and " other " know each other"
}
FILENAME ~ /README\.md$/ {
  here = FILENAME; sub(/\/README\.md$/, "", here); is_tree[here] = 1
  if (match($0, /^\| `[^`]*` \|/)) is_room[here "/" substr($0, 4, RLENGTH - 6)] = 1
  if (split($0, side, / *--> */) == 2) {
    sub(/^ */, "", side[1])
    ++arrows; arrow_tree[arrows] = here; arrow_from[arrows] = side[1]; arrow_to[arrows] = side[2]
  }
  next
}
!settled { settle() }
{
  from = room_of($1); to = room_of($2)
  if (from == "") print $1 ": no row of a README names its folder"
  else if (from in is_tree) next
  else if (to == "" || (to in is_tree)) print $1 " includes " $2 ", which is in no room"
  else {
    for (above = to; !((from, above) in knows) && sub(/\/[^\/]*$/, "", above););
    if (!((from, above) in knows)) print $1 " includes " $2 ": " from " does not know " to
  }
}
END { if (!settled) settle() }
