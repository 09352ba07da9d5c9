namespace ProductSpace.Cli.Synth;

/// <summary>
/// Numbers that make vectors hard or easy for an index. A product is a sum of Gaussian parts (department, category,
/// leaf, brand, style, own noise). Each number is the standard deviation of its part along the first axis. <see
/// cref="Knee"/> is the axis at which the variance begins to fall: variance(j) = 1 / (1 + j / Knee)^2. A larger knee
/// and more noise mean a higher intrinsic dimension.
/// </summary>
internal sealed record HardnessProfile(
    double Knee, float Department, float Category, float Leaf, float Brand, float Style, float Noise)
{
    /// <summary>
    /// Tuned with hnswlib 0.6.2 (M 16, efConstruction 200, session queries, dimension 100, seed 1): recall@10 of 0.95
    /// needs efSearch 112 at 100,000 products and about 330 at 1,000,000; intrinsic dimension (k = 100) 26 and 30.
    /// </summary>
    public static HardnessProfile Hard { get; } = new(18, 0.5f, 0.5f, 0.7f, 0.3f, 0.3f, 2.1f);

    /// <summary>
    /// By the measure of <see cref="Hard"/>: efSearch 18 at 100,000 products; intrinsic dimension 15 to 16.
    /// </summary>
    public static HardnessProfile Easy { get; } = new(9, 0.5f, 0.5f, 0.7f, 0.3f, 0.3f, 0.8f);

    public static HardnessProfile Of(Hardness hardness) => hardness == Hardness.Easy ? Easy : Hard;
}
