namespace ProductSpace.Numerics;

/// <summary>
/// How the vectors of a space become rows of length 1. Under cosine a row is the vector over its own length. Under the
/// dot product it is the vector over the radius, the largest length that the build met, and one extra number that makes
/// up the length: sqrt(1 - (length / radius)^2). A query has 0 there, so that its cosine with a row is the dot product
/// over radius and length of the query (Neyshabur and Srebro, On Symmetric and Asymmetric LSHs for Inner Product
/// Search, 2015): every structure that finds the largest cosine finds the largest dot product.
/// </summary>
/// <param name="Radius">Largest length of a vector; 0 under cosine.</param>
/// <param name="HasExtra">
/// Whether rows have the extra number: in all spaces of a file of which one has dot products. It is 0 under cosine.
/// </param>
internal readonly record struct RowForm(double Radius, bool HasExtra)
{
    /// <summary>Largest length of a vector over the radius: longer rows do not fit into float32.</summary>
    private const double MostShare = 1e30;

    public bool IsDot => Radius > 0;

    /// <summary>Numbers that a row has beside those of the vector.</summary>
    public int Extra => HasExtra ? 1 : 0;

    /// <summary>Length that a number 1 of a row stands for: the radius, or 1 where lengths do not count.</summary>
    public double Unit => IsDot ? Radius : 1;

    /// <summary>
    /// How much a vector of this length counts where the step of the codes is chosen. Under the dot product, long
    /// vectors are the answers, and the many short ones, whose numbers are small, would choose a step that clips them.
    /// </summary>
    public long WeightOf(double length)
    {
        const int ofTheLongest = 4096;
        double share = length / Radius;
        return IsDot ? (long)Math.Ceiling(share * share * ofTheLongest) : 1;
    }

    /// <summary>Whether a vector of this length, which a delta brings, can be a row.</summary>
    public bool Fits(double length) => !IsDot || length <= Radius * MostShare;

    /// <summary>
    /// Writes the row of a vector; returns the vector's length, as <see cref="UnitVector.Normalise(Span{double})"/>
    /// does. A vector longer than the radius, which only a delta can bring, makes a longer row with the extra number 0.
    /// </summary>
    public double Write(ReadOnlySpan<float> vector, Span<double> row)
    {
        Span<double> given = row[..vector.Length];
        double length = UnitVector.Normalise(vector, given);
        if (HasExtra)
        {
            row[vector.Length] = 0;
        }

        if (!IsDot || !(length > 0))
        {
            return length;
        }

        double share = length / Radius;
        for (int i = 0; i < given.Length; i++)
        {
            given[i] *= share;
        }

        row[vector.Length] = Math.Sqrt(Math.Max(0, (1 - share) * (1 + share)));
        return length;
    }
}
