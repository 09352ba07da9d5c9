namespace ProductSpace.Cli.Synth;

/// <summary>
/// The numbers that make vectors hard or easy for an index. A product is a sum of Gaussian parts (department, category,
/// leaf, brand, style, own noise); each number is the standard deviation of its part along the first axis, and
/// <see cref="Knee"/> says where the variance of the axes begins to fall: variance(j) = 1 / (1 + j / Knee)^2. A larger
/// knee and more noise mean a higher intrinsic dimension.
/// </summary>
internal sealed record HardnessProfile(
    double Knee, float Department, float Category, float Leaf, float Brand, float Style, float Noise)
{
    public static HardnessProfile Hard { get; } = new(18, 0.5f, 0.5f, 0.7f, 0.3f, 0.3f, 2.1f);

    public static HardnessProfile Easy { get; } = new(9, 0.5f, 0.5f, 0.7f, 0.3f, 0.3f, 0.8f);

    public static HardnessProfile Of(Hardness hardness) => hardness == Hardness.Easy ? Easy : Hard;
}
