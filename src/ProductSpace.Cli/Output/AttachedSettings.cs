using ProductSpace.Recommendations;
using ProductSpace.Storage;

namespace ProductSpace.Cli.Output;

/// <summary>
/// What `info` says of the placements and the ranker in a snapshot. Wrong ones are a line of their own: the rest of the
/// snapshot is as good as it was, and who asks wants to know which part is not.
/// </summary>
internal static class AttachedSettings
{
    /// <summary>Returns the names of the placements; null where they cannot be read.</summary>
    public static IReadOnlyList<string>? Placements(ProductIndex index)
    {
        try
        {
            return index.GetPlacementNames();
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Says what is wrong with the placements or their rules; null for nothing.</summary>
    public static string? ProblemOfPlacements(ProductIndex index)
    {
        try
        {
            index.PreparePlacements();
            return null;
        }
        catch (InvalidDataException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Says what is wrong with the ranker; null for nothing, or where there is none.</summary>
    public static string? ProblemOfRanker(ProductIndex index) => TryReadRanker(index, out _);

    /// <summary>Prints the ranker, and what is wrong with it or with the placements.</summary>
    public static void Print(ProductIndex index, TextWriter output)
    {
        if (ProblemOfPlacements(index) is string problem)
        {
            output.WriteLine(
                $"placements  wrong: {Printable.Of(OneLine(problem))}; build again with right --placements");
        }

        string? wrong = TryReadRanker(index, out Ranker? ranker);
        if (ranker is not null)
        {
            output.WriteLine(
                $"ranker      {ranker.TreeCount} trees over {ranker.Features.Count} features: "
                + Printable.Of(ranker.Source));
        }
        else if (wrong is not null)
        {
            output.WriteLine($"ranker      wrong: {Printable.Of(OneLine(wrong))}; build again with a right --ranker");
        }
    }

    private static string? TryReadRanker(ProductIndex index, out Ranker? ranker)
    {
        ranker = null;
        try
        {
            ranker = index.GetAttachment(Ranker.AttachmentName) is byte[] bytes ? Ranker.Parse(bytes) : null;
            return null;
        }
        catch (InvalidDataException exception)
        {
            return exception.Message;
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
