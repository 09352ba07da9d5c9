using System.Globalization;

namespace ProductSpace.Training.Tables;

/// <summary>How much of a linear model is learned and kept.</summary>
public sealed record TableLimits
{
    /// <summary>Maximum number of entries of a row, at least 1; the number of products for a full table.</summary>
    public int Entries { get; init; } = 50;

    /// <summary>
    /// Number of sessions that must hold a product, at least 1; others have no row and are in none.
    /// </summary>
    public int MinSessions { get; init; } = 1;

    /// <summary>
    /// Number of sessions that must hold both products of an entry, at least 1: an entry seen in fewer is left out of
    /// the table, after the model is solved with all.
    /// </summary>
    public int MinPairSessions { get; init; } = 1;

    /// <summary>
    /// Number of the last views of a session that count, at least 1: a session costs the square of its length.
    /// </summary>
    public int LastViews { get; init; } = 500;

    /// <summary>
    /// Largest number of products that is solved exactly. The factor takes 4 * products^2 bytes up to 10,000 products,
    /// and half of that above, in float32; the time grows with the third power.
    /// </summary>
    public int ExactProducts { get; init; } = 20_000;

    /// <summary>
    /// Number of products that each row is solved with where an exact solution is too large, 2 to 4,096.
    /// </summary>
    public int ActiveProducts { get; init; } = 128;

    private const int MaxActiveProducts = 4096;

    internal static void RequirePositive(double value, string name)
    {
        if (!(value > 0))
        {
            throw new TrainingInputException(
                $"{name} is {value.ToString(CultureInfo.InvariantCulture)}; it must be above 0");
        }
    }

    internal void Check()
    {
        Require(Entries, 1, "entries");
        Require(MinSessions, 1, "minimum sessions");
        Require(MinPairSessions, 1, "minimum sessions of a pair");
        Require(LastViews, 1, "last views");
        Require(ExactProducts, 0, "exact products");
        Require(ActiveProducts, 2, "active products");
        if (ActiveProducts > MaxActiveProducts)
        {
            throw new TrainingInputException(
                $"active products: {ActiveProducts} is too large; give at most {MaxActiveProducts}");
        }
    }

    private static void Require(int value, int least, string name)
    {
        if (value < least)
        {
            throw new TrainingInputException($"{name}: {value} is too small; give at least {least}");
        }
    }
}
