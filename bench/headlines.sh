#!/bin/sh
# Makes every headline figure of README and of bench/results again, on this processor: ours beside hnswlib with the
# better of several M, with small and with huge pages. Usage:
#
#     bench/headlines.sh FOLDER [REGIME ...]
#
# FOLDER takes data and indexes, gigabytes of them, and keeps them, so that an interrupted run goes on where it was.
# Without REGIME: all of them, which takes hours. Regimes:
#     hard-1m  hard-1m-categories  words  text-384  hard-768  hard-1536  trained  small  filters
# Environment: M (default 8,16,32,48), K (nearest asked for, default 10; others go into the names of the pages), ROUNDS
# (3), PRODUCTS of the hard million (1000000), RESULTS (where pages go; default: bench/results/{cpu}), PRODUCTSPACE_DATA
# (real data; regimes that need it are skipped without), DRIVER (hnswlib with filter functors, 0.7 or newer, for
# `filters`; built from Debian's headers by default, which have none). Each page has queries by two threads, too.
# Nothing else may work on the machine meanwhile.
set -eu
cd "$(dirname "$0")/.."
[ $# -ge 1 ] || { sed -n '2,17s/^# \{0,1\}//p' "$0"; exit 2; }
folder=$1
shift
regimes=${*:-hard-1m hard-1m-categories words text-384 hard-768 hard-1536 trained small filters}
for regime in $regimes; do
  case $regime in
    hard-1m|hard-1m-categories|words|text-384|hard-768|hard-1536|trained|small|filters) ;;
    *) echo "headlines: there is no regime '$regime'; see the head of $0" >&2; exit 2 ;;
  esac
done
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
m=${M:-8,16,32,48}
k=${K:-10}
rounds=${ROUNDS:-3}
products=${PRODUCTS:-1000000}
results=${RESULTS:-$PWD/bench/results/{cpu\}}
data=${PRODUCTSPACE_DATA:-}

dotnet build Engine.sln -c Release --nologo -v q
bench() { dotnet bench/ProductSpace.RecallBench/bin/Release/net10.0/ProductSpace.RecallBench.dll "$@"; }
productspace() { dotnet src/ProductSpace.Cli/bin/Release/net10.0/ProductSpace.Cli.dll "$@"; }
driver=${DRIVER:-$folder/peers/hnswlib-driver}
[ -x "$driver" ] || make -C bench/peers/hnswlib OUT="$folder/peers"

# made FILE COMMAND...: runs the command, which writes FILE, unless the file is there.
made() { target=$1; shift; [ -e "$target" ] || "$@"; }

# has PATH: whether real data are there; says so where not.
has() {
  [ -n "$data" ] && [ -e "$data/$1" ] && return 0
  echo "headlines: $regime is skipped, PRODUCTSPACE_DATA has no $1"
  return 1
}

synth() { made "$folder/$1/vectors.fvecs" bench synth --out "$folder/$1" --products "$2" --dimension "$3"; }

# peers NAME GRAPHS MORE...: the page of a regime; graphs of hnswlib are kept under the name GRAPHS.
peers() {
  name=$1
  graphs=$2
  shift 2
  [ "$k" = 10 ] || name=$name-k$k
  bench peers --driver "$driver" --m "$m" --k "$k" --huge-pages --together 2 --rounds "$rounds" \
    --hnswlib-index "$folder/$graphs-{M}.hnsw" --out "$results/$name.md" "$@"
}

for regime in $regimes; do
  echo "headlines: $regime"
  case $regime in
    hard-1m)
      synth shop "$products" 100
      made "$folder/hard-1m.psx" productspace build --vectors "$folder/shop/vectors.fvecs" --out "$folder/hard-1m.psx"
      peers hard-1m hard-1m --snapshot "$folder/hard-1m.psx" --vectors "$folder/shop/vectors.fvecs" --queries "$folder/shop/queries.fvecs"
      ;;
    hard-1m-categories)
      synth shop "$products" 100
      made "$folder/shop.psx" productspace build --vectors "$folder/shop/vectors.fvecs" --ids "$folder/shop/ids.txt" \
        --catalog "$folder/shop/products.csv" --out "$folder/shop.psx"
      peers hard-1m-categories hard-1m --snapshot "$folder/shop.psx" --vectors "$folder/shop/vectors.fvecs" \
        --ids "$folder/shop/ids.txt" --queries "$folder/shop/queries.fvecs"
      ;;
    words)
      has word-vectors/vectors_100.npy || continue
      words="--vectors $data/word-vectors/vectors_100.npy --ids $data/word-vectors/ids.txt"
      made "$folder/words.psx" productspace build $words --out "$folder/words.psx"
      made "$folder/sentences.fvecs" bench sentences --text "$data/eltec-eng/lines.txt.gz" --snapshot "$folder/words.psx" \
        --out "$folder/sentences.fvecs"
      peers words words --snapshot "$folder/words.psx" $words --queries "$folder/sentences.fvecs"
      ;;
    text-384)
      has fashion-text-384/vectors_384.npy || continue
      text="--vectors $data/fashion-text-384/vectors_384.npy --ids $data/fashion-text-384/ids.txt"
      made "$folder/text-384.psx" productspace build $text --out "$folder/text-384.psx"
      peers text-384 text-384 --snapshot "$folder/text-384.psx" $text --sessions 500
      ;;
    hard-768|hard-1536)
      dimension=${regime#hard-}
      synth "$regime" "$([ "$dimension" = 768 ] && echo 30000 || echo 20000)" "$dimension"
      made "$folder/$regime.psx" productspace build --vectors "$folder/$regime/vectors.fvecs" --out "$folder/$regime.psx"
      peers "$regime" "$regime" --snapshot "$folder/$regime.psx" --vectors "$folder/$regime/vectors.fvecs" \
        --queries "$folder/$regime/queries.fvecs"
      ;;
    trained)
      has diginetica/events_train.csv.gz || continue
      made "$folder/trained" productspace train --events "$data/diginetica/events_train.csv.gz" --out "$folder/trained"
      made "$folder/trained.psx" productspace build --model "$folder/trained" --out "$folder/trained.psx"
      made "$folder/trained.npy" productspace export "$folder/trained" --out "$folder/trained.npy"
      peers trained-shop-log trained --snapshot "$folder/trained.psx" --vectors "$folder/trained.npy" \
        --ids "$folder/trained.ids.txt" --sessions 1000
      ;;
    small)
      synth small 6000 100
      bench small --vectors "$folder/small/vectors.fvecs" --products 5000 --out "$results/small-5000.md"
      ;;
    filters)
      made "$folder/facets/products.csv" productspace synth --products "$products" --queries 1000 --facets --out "$folder/facets"
      made "$folder/facets.psx" productspace build --vectors "$folder/facets/vectors.fvecs" --ids "$folder/facets/ids.txt" \
        --catalog "$folder/facets/products.csv" --facet brand --facet colour --facet season --out "$folder/facets.psx"
      bench filters --snapshot "$folder/facets.psx" --vectors "$folder/facets/vectors.fvecs" --ids "$folder/facets/ids.txt" \
        --queries "$folder/facets/queries.fvecs" ${DRIVER:+--driver "$DRIVER" --m 16 --hnswlib-index "$folder/facets-{M}.hnsw"} \
        --pass-milliseconds 500 --out "$results/filters.md"
      ;;
  esac
done
