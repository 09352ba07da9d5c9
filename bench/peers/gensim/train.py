#!/usr/bin/env python3
"""Trains gensim's word2vec (skip-gram, negative sampling) on sessions and writes both of its matrices.

Input: plain text, one session a line, product ids separated by blanks; .gz is read too.
Output: IN (model.wv) and OUT (model.syn1neg) as word2vec .bin, rows in the same order, most frequent product first.
One JSON line on stdout: versions, settings, CPU and wall seconds of the training. With --workers 1 the
same input, settings and seed give the same matrices.
"""
import argparse
import json
import resource
import sys
import time

import gensim
import numpy
from gensim.models import KeyedVectors, Word2Vec
from gensim.models.word2vec import FAST_VERSION, LineSentence


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sessions", required=True, help="one session a line, ids separated by blanks")
    parser.add_argument("--in-vectors", required=True, help="word2vec .bin to write: IN")
    parser.add_argument("--out-vectors", required=True, help="word2vec .bin to write: OUT")
    parser.add_argument("--dimension", type=int, default=100)
    parser.add_argument("--window", type=int, default=5)
    parser.add_argument("--negatives", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--ns-exponent", type=float, default=0.75)
    parser.add_argument("--sample", type=float, default=0.0, help="subsampling threshold, 0 for none")
    parser.add_argument("--min-count", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1, help="more than 1 makes the result depend on timing")
    parser.add_argument("--alpha", type=float, default=0.025)
    parser.add_argument("--min-alpha", type=float, default=0.0001)
    parser.add_argument("--shrink-windows", type=int, choices=(0, 1), default=1, help="1 draws a width from 1 to window for each view")
    return parser.parse_args()


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def write(path, products, rows):
    vectors = KeyedVectors(vector_size=rows.shape[1], count=0)
    vectors.add_vectors(products, numpy.ascontiguousarray(rows, dtype=numpy.float32))
    vectors.save_word2vec_format(path, binary=True)


def main():
    options = arguments()
    sessions = LineSentence(options.sessions)
    # Products and counts are read first, apart from the training, so that seconds mean training.
    model = Word2Vec(
        vector_size=options.dimension, window=options.window, sg=1, hs=0, negative=options.negatives,
        ns_exponent=options.ns_exponent, sample=options.sample, min_count=options.min_count, seed=options.seed,
        workers=options.workers, alpha=options.alpha, min_alpha=options.min_alpha,
        shrink_windows=bool(options.shrink_windows), epochs=options.epochs)
    model.build_vocab(sessions)
    cpu, wall = cpu_seconds(), time.perf_counter()
    trained, _ = model.train(sessions, total_examples=model.corpus_count, epochs=model.epochs)
    cpu, wall = cpu_seconds() - cpu, time.perf_counter() - wall
    products = model.wv.index_to_key
    write(options.in_vectors, products, model.wv.vectors)
    write(options.out_vectors, products, model.syn1neg)
    settings = {name: value for name, value in vars(options).items() if name not in ("sessions", "in_vectors", "out_vectors")}
    print(json.dumps({
        "peer": "gensim", "version": gensim.__version__, "numpy": numpy.__version__, "python": sys.version.split()[0],
        "fastVersion": FAST_VERSION, "products": len(products), "events": model.corpus_total_words,
        "sessions": model.corpus_count, "wordsTrained": trained, "cpuSeconds": round(cpu, 3), "wallSeconds": round(wall, 3),
        **settings}))


if __name__ == "__main__":
    main()
