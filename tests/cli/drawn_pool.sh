# Sourced by scripts that train: a pool of small drawn pictures.

draw_pool() { # folder pictures-a-class; two classes of stripes
  local class period n
  for class in broad narrow; do
    period=2
    [ $class = broad ] && period=6
    mkdir -p "$1/$class"
    for n in $(seq 1 "$2"); do
      awk -v n="$n" -v p=$period 'BEGIN { print "P3\n24 24\n255";
        for (y = 0; y < 24; y++) for (x = 0; x < 24; x++) { v = (int((x + n) / p) % 2) * 150 + 40; print v + n, v, (v * (y + n)) % 256 } }' \
        > "$1/$class/$n.ppm"
    done
  done
}
