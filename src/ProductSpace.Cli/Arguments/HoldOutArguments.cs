using System.CommandLine;
using ProductSpace.Training;

namespace ProductSpace.Cli.Arguments;

/// <summary>The options of every verb that keeps sessions out of training to judge by them.</summary>
internal sealed class HoldOutArguments
{
    private readonly Option<double> _share = new("--hold-out") { Description = "Share of the sessions kept out of training, to judge each epoch by them: 0 to below 1." };
    private readonly Option<string[]> _validation = new("--validation") { Description = "A separate log to judge by, read as the first; none of it trains.", AllowMultipleArgumentsPerToken = true };

    public void AddTo(Command verb)
    {
        verb.Options.Add(_share);
        verb.Options.Add(_validation);
    }

    /// <summary>True where some sessions are asked for.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_share) > 0 || parsed.GetValue(_validation) is { Length: > 0 };

    public CleaningOptions Apply(CleaningOptions cleaning, ParseResult parsed)
    {
        CleaningOptions options = cleaning with { HeldOutShare = parsed.GetValue(_share), ValidationFiles = parsed.GetValue(_validation) ?? [] };
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
