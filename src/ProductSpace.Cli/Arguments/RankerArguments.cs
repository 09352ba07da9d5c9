using System.CommandLine;
using ProductSpace.Recommendations;

namespace ProductSpace.Cli.Arguments;

/// <summary>The ranker that a build takes into a snapshot.</summary>
internal sealed class RankerArguments
{
    private readonly Option<string?> _ranker = new("--ranker")
    {
        Description =
            "Ranker of RankerTrainer (.psr): trees that put the best recommendations into a better order where a "
            + "placement asks for it.",
    };

    public void AddTo(Command verb) => verb.Options.Add(_ranker);

    public string? File(ParseResult parsed) => parsed.GetValue(_ranker);

    /// <summary>Reads the ranker, checks all of it, and gives it to a build.</summary>
    public void Use(ParseResult parsed, ProductIndexBuilder builder)
    {
        if (File(parsed) is string path)
        {
            builder.Attach(Ranker.AttachmentName, Ranker.Load(path).ToBytes());
        }
    }
}
