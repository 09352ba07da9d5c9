using ProductSpace.Evaluation.Splits;
using ProductSpace.Training;
using ProductSpace.Training.ColdStart;

namespace ProductSpace.Evaluation.Cold;

/// <summary>How <see cref="ColdTrial"/> hides products and looks for them.</summary>
public sealed record ColdTrialOptions
{
    /// <summary>Maximum number of draws: each hides other products, so that all of them are hidden once.</summary>
    public const int MaxDraws = 20;

    /// <summary>How the log is split into what is learned from and what judges.</summary>
    public SplitOptions Split { get; init; } = new();

    /// <summary>Number of draws, 1 to <see cref="MaxDraws"/>; each hides a twentieth of the products.</summary>
    public int Draws { get; init; } = 4;

    /// <summary>Maximum number of cases of each draw, spread evenly over the sessions that judge.</summary>
    public int MaxCases { get; init; } = 10_000;

    /// <summary>Seed of the trainings and of what is hidden.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Number of threads, 0 for all processors; does not change the figures.</summary>
    public int Threads { get; init; }

    /// <summary>How vectors are estimated.</summary>
    public ColdStartOptions Estimates { get; init; } = new();

    /// <summary>Throws for the first option that is out of its range.</summary>
    public void Check()
    {
        Split.Check();
        Require(Draws is >= 1 and <= MaxDraws, $"the number of draws must be 1 to {MaxDraws}");
        Require(MaxCases >= 1, "the maximum number of cases must be at least 1");
        Require(Threads >= 0, "the number of threads must be 0 or more");
    }

    private static void Require(bool isTrue, string message)
    {
        if (!isTrue)
        {
            throw new TrainingInputException(message);
        }
    }
}
