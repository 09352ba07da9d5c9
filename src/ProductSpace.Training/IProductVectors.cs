namespace ProductSpace.Training;

/// <summary>
/// The two vectors of each product, IN and OUT: a trainer between two epochs, or a finished model. Reading is safe from
/// several threads.
/// </summary>
public interface IProductVectors
{
    /// <summary>Number of products, which are numbered from 0, most frequent first.</summary>
    int ProductCount { get; }

    /// <summary>Number of values in each vector.</summary>
    int Dimension { get; }

    /// <summary>Returns the IN vector of a product [<see cref="Dimension"/>].</summary>
    ReadOnlySpan<float> InRow(int row);

    /// <summary>Returns the OUT vector of a product [<see cref="Dimension"/>].</summary>
    ReadOnlySpan<float> OutRow(int row);
}
