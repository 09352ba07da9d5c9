using System.Runtime.InteropServices;
using ProductSpace.Memory;
using ProductSpace.Planning;
using ProductSpace.Snapshot;
using ProductSpace.Storage;

namespace ProductSpace.Fuzz.Snapshots;

/// <summary>
/// The broken twins of the reader: each lacks one thing that the oracle asks for, as an engine with one check removed would.
/// The harness has to find every one of them.
/// </summary>
internal static class BrokenReaders
{
    /// <summary>The names of all, for the test that runs them.</summary>
    public static readonly string[] Names =
        ["unsorted", "outside", "twice", "not-finite", "unstable", "filter", "excluded", "too-few", "behind", "work", "memory", "exception", "message", "verify", "checksums", "writes", "over-read", "under-read", "hang", "no-progress"];

    /// <summary>The engine for no name.</summary>
    public static SnapshotReader Find(string name) => name switch
    {
        "" => new SnapshotReader(),
        "unsorted" => new Spoiled((_, hits, result) => { hits[..result.Count].Reverse(); return result; }),
        "outside" => new Spoiled((index, hits, result) => { hits[0] = hits[0] with { Ordinal = index.Count }; return result; }),
        "twice" => new Spoiled((_, hits, result) => { hits[result.Count - 1] = hits[result.Count - 1] with { Ordinal = hits[0].Ordinal }; return result; }),
        "not-finite" => new Spoiled((_, hits, result) => { hits[0] = hits[0] with { Similarity = float.NaN }; return result; }),
        "unstable" => new Unstable(),
        "filter" => new Forgetful(question => question with { Options = question.Options with { Filter = null } }),
        "excluded" => new Forgetful(question => question with { Options = question.Options with { Exclude = default } }),
        "too-few" => new Spoiled((_, hits, result) => { hits[result.Count - 1] = AnswerOracle.Untouched; return result with { Count = result.Count - 1 }; }),
        "behind" => new Spoiled((_, hits, result) => result with { Count = result.Count - 1 }),
        "work" => new Spoiled((index, _, result) => result with { Scored = 1000L * (index.Count + 10) }),
        "memory" => new Spoiled((_, _, result) => { GC.KeepAlive(new byte[5 << 20]); return result; }),
        "exception" => new Spoiled((_, _, result) => result.Count > 3 ? throw new InvalidOperationException("not of its kind") : result),
        "message" => new WordyRefusal(),
        "verify" => new Credulous(),
        "checksums" => new Unhashed(),
        "writes" => new Spoiled((index, _, result) => { index.Sections.File[index.Sections.File.Length - 1] = 1; return result; }),
        "over-read" => new Overreader(ahead: 1),
        "under-read" => new Overreader(ahead: -1),
        "hang" => new Spoiled((_, _, result) => { Thread.Sleep(Timeout.Infinite); return result; }),
        "no-progress" => new Stuck(),
        _ => throw new ArgumentException($"no twin {name}; there are: {string.Join(", ", Names)}"),
    };

    private delegate SearchResult Spoil(ProductIndex index, Span<Neighbor> hits, SearchResult result);

    /// <summary>Answers of at least two hits are spoiled.</summary>
    private sealed class Spoiled(Spoil spoil) : SnapshotReader
    {
        public override SearchResult Answer(ProductIndex index, in Question question, Span<Neighbor> hits)
        {
            SearchResult result = base.Answer(index, question, hits);
            return result.Count < 2 ? result : spoil(index, hits, result);
        }
    }

    /// <summary>Takes groups of cells in rounds of a share that becomes 0 where few groups hold the matches of many cells.</summary>
    private sealed class Stuck : SnapshotReader
    {
        public override SearchResult Answer(ProductIndex index, in Question question, Span<Neighbor> hits)
        {
            if (question.Kind == QuestionKind.PassingInRounds && question.Options.Filter?.In(question.Options.Space ?? Space.Similar).Cells is CellSet cells)
            {
                int groups = 0;
                for (int group = 0; group < index.ViewOf(question.Options.Space ?? Space.Similar).Cells!.Groups; group++)
                {
                    groups += cells.MatchesOf(group) > 0 ? 1 : 0;
                }

                while (groups > 0 && WorkModel.CellsOfRound / Math.Max(1, cells.Passing / groups) == 0)
                {
                    Thread.Sleep(1);
                }
            }

            return base.Answer(index, question, hits);
        }
    }

    /// <summary>Every other answer lacks its last hit.</summary>
    private sealed class Unstable : SnapshotReader
    {
        private int _asked;

        public override SearchResult Answer(ProductIndex index, in Question question, Span<Neighbor> hits)
        {
            SearchResult result = base.Answer(index, question, hits);
            return _asked++ % 2 == 0 || result.Count == 0 ? result : result with { Count = result.Count - 1 };
        }
    }

    /// <summary>Answers another question than was asked.</summary>
    private sealed class Forgetful(Func<Question, Question> forget) : SnapshotReader
    {
        public override SearchResult Answer(ProductIndex index, in Question question, Span<Neighbor> hits) =>
            base.Answer(index, question.Kind >= QuestionKind.Passing ? question : forget(question), hits);
    }

    /// <summary>Refusals that name no byte of the file.</summary>
    private sealed class WordyRefusal : SnapshotReader
    {
        public override ProductIndex Open(IByteOwner bytes, OpenMode mode)
        {
            try
            {
                return base.Open(bytes, mode);
            }
            catch (SnapshotException refusal)
            {
                throw new SnapshotException(refusal.Path, refusal.Section, -1, "some product is wrong");
            }
        }
    }

    /// <summary>Verification that looks at nothing.</summary>
    private sealed class Credulous : SnapshotReader
    {
        public override ProductIndex Open(IByteOwner bytes, OpenMode mode) => base.Open(bytes, OpenMode.Quick);

        public override void Verify(ProductIndex index)
        {
            // Nothing is wrong, ever.
        }
    }

    /// <summary>Verification without the hashes of sections and the zeros between them.</summary>
    private sealed class Unhashed : SnapshotReader
    {
        public override ProductIndex Open(IByteOwner bytes, OpenMode mode) => base.Open(bytes, OpenMode.Quick);

        public override void Verify(ProductIndex index)
        {
            try
            {
                base.Verify(index);
            }
            catch (SnapshotException refusal) when (refusal.Message.Contains("checksum", StringComparison.Ordinal) || refusal.Section == "padding")
            {
                // As if nobody had looked.
            }
        }
    }

    /// <summary>
    /// Follows a number of the file without a look at where it leads, as an engine without bounds would: the neighbor of a
    /// node as a place in the file. An intact file leads nowhere bad.
    /// </summary>
    private sealed unsafe class Overreader(int ahead) : SnapshotReader
    {
        public override SearchResult Answer(ProductIndex index, in Question question, Span<Neighbor> hits)
        {
            NativeView<byte> file = index.Sections.File;
            foreach (int further in MemoryMarshal.Cast<byte, int>(file.Slice(index.Sections.OffsetOf(SectionId.ProductCategories), 4)))
            {
                // The first product's category, taken for a step of four bytes from the file's end or its start.
                int step = Math.Max(0, further / 64);
                byte* place = ahead > 0 ? file.Pointer + file.Length - 1 + step : file.Pointer - step;
                GC.KeepAlive(Volatile.Read(ref *place));
            }

            return base.Answer(index, question, hits);
        }
    }
}
