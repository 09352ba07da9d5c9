namespace ProductSpace.Training.Tuning;

/// <summary>
/// One option that is searched: the values that it can take, and how it is read from options and set in them.
/// </summary>
internal sealed record Setting(
    string Name,
    double[] Values,
    Func<Prod2VecOptions, double> Get,
    Func<Prod2VecOptions, double, Prod2VecOptions> With)
{
    /// <summary>
    /// Returns the settings that are searched, the most important first (Caselles-Dupre, Lesaint, Royo-Letelier, RecSys
    /// 2018); those of metadata only if there is metadata.
    /// </summary>
    public static Setting[] All(Prod2VecOptions options, bool hasMetadata)
    {
        List<Setting> all =
        [
            new(
                "negative exponent",
                [-0.5, 0, 0.5, 0.75, 1],
                one => one.NegativeExponent,
                (one, value) => one with { NegativeExponent = value }),
            new(
                "subsampling",
                [0, 1e-3, 1e-4],
                one => one.SubsamplingThreshold,
                (one, value) => one with { SubsamplingThreshold = value }),
            new(
                "learning rate",
                [0.025, 0.05],
                one => one.LearningRate,
                (one, value) =>
                    one with
                    {
                        LearningRate = value,
                        MinLearningRate = Math.Min(one.MinLearningRate, value),
                    }),
            new("negatives", [5, 10], one => one.Negatives, WithNegatives),
        ];
        if (options.WindowMode != WindowMode.Session)
        {
            all.Insert(
                1,
                new("window", [3, 5, 10], one => one.Window, (one, value) => one with { Window = (int)value }));
        }

        if (hasMetadata)
        {
            all.Add(
                new(
                    "metadata weight",
                    [0, 0.5, 1],
                    one => one.MetadataWeight,
                    (one, value) => one with { MetadataWeight = value }));
            all.Add(
                new(
                    "category negatives",
                    [0, 1, 2],
                    one => one.CategoryNegatives,
                    (one, value) => one with { CategoryNegatives = (int)value }));
        }

        return [.. all];
    }

    /// <summary>Sets the negatives; if all of them were drawn before, all of them still are.</summary>
    private static Prod2VecOptions WithNegatives(Prod2VecOptions options, double value) =>
        options with
        {
            Negatives = (int)value,
            NegativeDraws = options.NegativeDraws == options.Negatives ? (int)value : options.NegativeDraws,
        };
}
