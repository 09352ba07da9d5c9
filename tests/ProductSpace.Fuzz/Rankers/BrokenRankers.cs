using ProductSpace.Recommendations;

namespace ProductSpace.Fuzz.Rankers;

/// <summary>Broken readers of rankers that the harness has to find.</summary>
internal static class BrokenRankers
{
    public static readonly string[] Names = ["not-finite", "exception", "unstable", "message"];

    public static RankerTarget Find(string name)
    {
        int reads = 0;
        return name switch
        {
            "" => new RankerTarget(),
            "not-finite" => new Spoiled(bytes => Ranker.Parse(bytes), scores => scores[0] = double.NaN),
            "exception" => new Spoiled(bytes => bytes.Length > 8 && bytes[8] == 1 ? Ranker.Parse(bytes) : throw new OverflowException("behind the end"), scores => { }),
            "unstable" => new Spoiled(bytes => Ranker.Parse(bytes), scores => scores[0] = reads++),
            "message" => new Spoiled(bytes => bytes.Length > 8 && bytes[8] == 1 ? Ranker.Parse(bytes) : throw new InvalidDataException("two\nlines"), scores => { }),
            _ => throw new ArgumentException($"no twin {name}; there are: {string.Join(", ", Names)}"),
        };
    }

    private delegate void Spoil(Span<double> scores);

    private sealed class Spoiled(Func<byte[], Ranker> read, Spoil spoil) : RankerTarget
    {
        protected override Ranker Read(byte[] bytes) => read(bytes);

        protected override void Score(Ranker ranker, Span<double> scores)
        {
            base.Score(ranker, scores);
            spoil(scores);
        }
    }
}
