using System.IO.Hashing;
using ProductSpace.Numerics;
using ProductSpace.Recommendations;

namespace ProductSpace.Fuzz.Rankers;

/// <summary>
/// Rankers: refused by an <see cref="InvalidDataException"/> of one line, or trees whose walk ends with finite scores,
/// twice the same, and which are written as they were read. Most mutants get a right checksum, since a wrong one hides
/// everything behind it.
/// </summary>
internal class RankerTarget : FileTarget
{
    private const int HashOffset = 48;
    private const int HeaderBytes = 64;
    private const int Rows = 9;

    private readonly byte[][] _seeds =
    [
        Made(["price"], new RankerTree([0, 0], [1.5f, 0.5f], [1, ~2], [~0, ~1], [2, 1, 0])),
        Made(["events", "price-ratio", "named-back"], new RankerTree([], [], [], [], [1]), Balanced(3), Balanced(5)),
    ];

    private readonly ByteMutants _mutants = new(["price\n", "events\n", "moon-phase\n"]);
    private readonly float[] _rows = new float[Rows * Ranker.KnownFeatures.Count];

    public RankerTarget()
    {
        SeededRandom random = new(5);
        for (int i = 0; i < _rows.Length; i++)
        {
            _rows[i] = random.NextInt(1000) / 300f;
        }
    }

    public override long MostAllocatedBytes => 4 << 20;

    public override IEnumerable<byte[]> Intact => _seeds;

    protected override ReadOnlySpan<byte> Make(ref SeededRandom random)
    {
        byte[] intact = _seeds[random.NextInt(_seeds.Length)];
        byte[] mutant;
        if (random.NextInt(2) == 0)
        {
            mutant = [.. intact];
            for (int changes = 1 + random.NextInt(3); changes > 0; changes--)
            {
                mutant[8 + random.NextInt(mutant.Length - 8)] = (byte)random.NextInt(256);
            }
        }
        else
        {
            mutant = _mutants.Mutate(intact, ref random).ToArray();
        }

        if (random.NextInt(8) > 0 && mutant.Length >= HeaderBytes)
        {
            XxHash128 hash = new();
            hash.Append(mutant.AsSpan(0, HashOffset));
            hash.Append(mutant.AsSpan(HeaderBytes));
            hash.GetCurrentHash(mutant.AsSpan(HashOffset));
        }

        return mutant;
    }

    /// <summary>Reads a ranker; the tests of the harness put a broken reader here.</summary>
    protected virtual Ranker Read(byte[] bytes) => Ranker.Parse(bytes);

    /// <summary>Scores rows; the tests of the harness put a broken walk here.</summary>
    protected virtual void Score(Ranker ranker, Span<double> scores) => ranker.Score(_rows, scores);

    protected override Verdict Examine(ReadOnlySpan<byte> bytes, int way)
    {
        byte[] file = bytes.ToArray();
        try
        {
            Ranker ranker = Read(file);
            Span<double> first = stackalloc double[Rows];
            Span<double> second = stackalloc double[Rows];
            Score(ranker, first);
            Score(Read(file), second);
            foreach (double score in first)
            {
                if (!double.IsFinite(score))
                {
                    throw new HostileFinding($"a score is {score}");
                }
            }

            return !first.SequenceEqual(second) ? throw new HostileFinding("the ranker scores otherwise when it is read again")
                : ranker.Features.Any(feature => !Ranker.KnownFeatures.Contains(feature)) ? throw new HostileFinding("an unknown feature was taken")
                : Verdict.Answered;
        }
        catch (InvalidDataException refusal)
        {
            return CheckRefusal(refusal, string.Empty);
        }
    }

    private static byte[] Made(string[] features, params RankerTree[] trees) => new Ranker(features, trees, "made for the campaign").ToBytes();

    /// <summary>A full tree of a depth.</summary>
    private static RankerTree Balanced(int depth)
    {
        int nodes = (1 << depth) - 1;
        int Child(int child) => child < nodes ? child : ~(child - nodes);
        return new RankerTree(
            [.. Enumerable.Range(0, nodes).Select(node => node % 3)],
            [.. Enumerable.Range(0, nodes).Select(node => node % 7 / 2f)],
            [.. Enumerable.Range(0, nodes).Select(node => Child((2 * node) + 1))],
            [.. Enumerable.Range(0, nodes).Select(node => Child((2 * node) + 2))],
            [.. Enumerable.Range(0, nodes + 1).Select(leaf => leaf - 3f)]);
    }
}
