using System.CommandLine;
using ProductSpace.Training;

namespace ProductSpace.Cli.Arguments;

/// <summary>Options of the verbs that keep sessions out of training to judge by them.</summary>
internal sealed class HoldOutArguments
{
    private readonly Option<double> _share = new("--hold-out")
    {
        Description = "Share of the sessions kept out of training to judge each epoch by, 0 to below 1.",
    };
    private readonly Option<string[]> _validation = new("--validation")
    {
        Description = "Separate log to judge by, read like the first one; nothing in it is trained on.",
        AllowMultipleArgumentsPerToken = true,
    };

    public void AddTo(Command verb)
    {
        verb.Options.Add(_share);
        verb.Options.Add(_validation);
    }

    /// <summary>Returns true if held-out sessions are asked for.</summary>
    public bool IsAsked(ParseResult parsed) =>
        parsed.GetValue(_share) > 0 || parsed.GetValue(_validation) is { Length: > 0 };

    public CleaningOptions Apply(CleaningOptions cleaning, ParseResult parsed)
    {
        CleaningOptions options = cleaning with
        {
            HeldOutShare = parsed.GetValue(_share),
            ValidationFiles = parsed.GetValue(_validation) ?? [],
        };
        try
        {
            options.Check();
        }
        catch (TrainingInputException exception)
        {
            throw new UsageException($"--hold-out: {exception.Message}");
        }

        return options;
    }
}
