using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Counting;

/// <summary>Hands what a recipe is given on to a learner of tables.</summary>
internal static class TableContext
{
    /// <summary>Returns the options of a learner that keeps this number of entries of each row.</summary>
    public static ItemTableOptions ToTable(this RecipeContext context, int entries) => new()
    {
        Entries = entries,
        Threads = context.Threads,
        Progress = context.Progress,
        CancellationToken = context.CancellationToken,
    };
}
