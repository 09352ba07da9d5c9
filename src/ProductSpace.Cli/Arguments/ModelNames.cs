using ProductSpace.Evaluation;

namespace ProductSpace.Cli.Arguments;

/// <summary>Finds models by name, and suggests the nearest name for one that is mistyped.</summary>
internal static class ModelNames
{
    public const string All = "all";

    private const int MaxDistance = 3;

    /// <summary>Returns the recipes of names with commas between; "all" stands for every one.</summary>
    /// <exception cref="UsageException">A name is unknown or stands twice.</exception>
    public static IReadOnlyList<IRecommenderRecipe> Parse(string option, IEnumerable<string> texts)
    {
        List<IRecommenderRecipe> recipes = [];
        foreach (string name in texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (string.Equals(name, All, StringComparison.OrdinalIgnoreCase))
            {
                recipes.AddRange(Recipes.All);
                continue;
            }

            IRecommenderRecipe recipe = Recipes.Find(name) ?? throw new UsageException(Unknown(option, name));
            recipes.Add(recipe);
        }

        string? twice = recipes.GroupBy(recipe => recipe.Name).FirstOrDefault(group => group.Count() > 1)?.Key;
        return twice is null ? recipes : throw new UsageException($"{option}: names {twice} twice");
    }

    private static string Unknown(string option, string name)
    {
        string[] known = [.. Recipes.All.Select(recipe => recipe.Name)];
        string nearest = known.MinBy(one => Distance(name.ToLowerInvariant(), one))!;
        string meant = Distance(name.ToLowerInvariant(), nearest) <= MaxDistance
            ? $"did you mean {nearest}? "
            : string.Empty;
        return $"{option}: no model \"{name}\"; {meant}There are: {string.Join(", ", known)}, or {All}";
    }

    /// <summary>Returns the number of characters to insert, remove or replace between two words.</summary>
    private static int Distance(string first, string second)
    {
        int[] row = [.. Enumerable.Range(0, second.Length + 1)];
        for (int i = 1; i <= first.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= second.Length; j++)
            {
                int replaced = diagonal + (first[i - 1] == second[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
