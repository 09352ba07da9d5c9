namespace ProductSpace.Training;

/// <summary>Vectors of products that nobody has viewed yet, computed from their metadata.</summary>
public sealed partial class EmbeddingModel
{
    private readonly Lock _tokensLock = new();
    private Dictionary<string, int>? _tokenRows;

    /// <summary>
    /// Computes the vector of a product without views: the mean of the rows of its metadata tokens, such as its
    /// category and brand. Tokens that the training did not know are ignored. <see cref="Space.Similar"/> gives the IN
    /// vector (to search with), <see cref="Space.Next"/> the OUT vector (to be found by).
    /// </summary>
    /// <param name="metadata">Fields and values, as given to <see cref="ProductMetadata"/>.</param>
    /// <param name="space">Space whose matrix is used.</param>
    /// <param name="vector">Receives the vector [Dimension]; zeros if the result is false.</param>
    /// <returns>False if no token is known.</returns>
    /// <exception cref="ArgumentException">The span and the model's vectors differ in length.</exception>
    /// <exception cref="InvalidOperationException">The model has no OUT vectors.</exception>
    public bool ColdVector(IReadOnlyList<(string Field, string Value)> metadata, Space space, Span<float> vector)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (vector.Length != Dimension)
        {
            throw new ArgumentException(
                $"the vector has room for {vector.Length} numbers; the model's vectors have {Dimension}",
                nameof(vector));
        }

        vector.Clear();
        Dictionary<string, int> rows = TokenRows();
        int known = 0;
        foreach ((string field, string value) in metadata)
        {
            if (!rows.TryGetValue($"{field}={value}", out int row))
            {
                continue;
            }

            ReadOnlySpan<float> numbers = space == Space.Next ? OutRow(row) : InRow(row);
            for (int i = 0; i < vector.Length; i++)
            {
                vector[i] += numbers[i];
            }

            known++;
        }

        for (int i = 0; i < vector.Length && known > 1; i++)
        {
            vector[i] /= known;
        }

        return known > 0;
    }

    private Dictionary<string, int> TokenRows()
    {
        lock (_tokensLock)
        {
            if (_tokenRows is null)
            {
                _tokenRows = new Dictionary<string, int>(Metadata.Count, StringComparer.Ordinal);
                for (int token = 0; token < Metadata.Count; token++)
                {
                    _tokenRows.TryAdd(Metadata[token], ProductCount + token);
                }
            }

            return _tokenRows;
        }
    }
}
