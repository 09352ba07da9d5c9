namespace ProductSpace.Training.Tables;

/// <summary>
/// An item table with the ids of its products, their popularity, and what it was learned from: what
/// <c>productspace learn-table</c> writes and a build takes into a snapshot. Immutable, safe from any thread.
/// </summary>
public sealed class LearnedTable
{
    /// <summary>Maximum number of entries of a row in a snapshot.</summary>
    public const int MaxEntries = 256;

    /// <summary>Puts a table together; takes over what it is given.</summary>
    /// <param name="name">Name by which a snapshot and a placement know the table; 1 to 64 bytes.</param>
    /// <param name="productIds">Id of each product.</param>
    /// <param name="table">The table, with a row for each product.</param>
    /// <param name="popularity">Popularity of each product, 0 or more.</param>
    /// <param name="source">How it was learned, in one line: the algorithm with its settings.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public LearnedTable(
        string name, IReadOnlyList<string> productIds, ItemTable table, IReadOnlyList<float> popularity, string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(productIds);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(popularity);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNotEqual(table.ProductCount, productIds.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(popularity.Count, productIds.Count);
        Name = name;
        ProductIds = productIds;
        Table = table;
        Popularity = popularity;
        Source = source;
        Trends = [];
    }

    /// <summary>Name by which a snapshot and a placement know the table.</summary>
    public string Name { get; }

    /// <summary>Id of each product.</summary>
    public IReadOnlyList<string> ProductIds { get; }

    /// <summary>The table, with a row for each product.</summary>
    public ItemTable Table { get; }

    /// <summary>Popularity of each product, 0 or more.</summary>
    public IReadOnlyList<float> Popularity { get; }

    /// <summary>
    /// Whether each product becomes more popular (above 0) or less, as <see cref="ProductPopularity.Trends"/> tells;
    /// empty where that is unknown.
    /// </summary>
    /// <exception cref="ArgumentException">There are more or fewer than products.</exception>
    public IReadOnlyList<float> Trends
    {
        get;
        init => field = value.Count == 0 || value.Count == ProductIds.Count
            ? value
            : throw new ArgumentException($"{value.Count} trends for {ProductIds.Count} products", nameof(value));
    }

    /// <summary>How it was learned, in one line.</summary>
    public string Source { get; }

    /// <summary>Maximum number of entries of a row.</summary>
    public int Entries
    {
        get
        {
            int most = 1;
            for (int i = 0; i < Table.ProductCount; i++)
            {
                most = Math.Max(most, Table.Products(i).Length);
            }

            return most;
        }
    }

    /// <summary>
    /// Writes the table to a file, which appears under its name only when it is complete. Equal tables give equal
    /// bytes.
    /// </summary>
    /// <exception cref="TrainingInputException">The file cannot stand there, or the table cannot be stored.</exception>
    public void Save(string path, CancellationToken cancellationToken = default) =>
        TableFile.Write(this, path, cancellationToken);

    /// <summary>Reads a file that <see cref="Save"/> wrote, and checks all of it.</summary>
    /// <exception cref="TrainingInputException">The file is no table, or damaged; the message says where.</exception>
    public static LearnedTable Load(string path, CancellationToken cancellationToken = default) =>
        TableFile.Read(path, cancellationToken);

    /// <summary>Gives table and popularity to a build.</summary>
    /// <param name="builder">The build.</param>
    /// <param name="entries">Number of entries of a row to keep; 0 for all, up to the most that fits.</param>
    public void AddTo(ProductIndexBuilder builder, int entries = 0)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ItemTable table = Table;
        builder.UseTable(Name, ProductIds, entries == 0 ? Math.Min(Entries, MaxEntries) : entries, Read);
        builder.UsePopularity(ProductIds, Popularity.ToArray(), Trends.ToArray());

        int Read(int product, Span<int> products, Span<float> weights)
        {
            int count = Math.Min(products.Length, table.Products(product).Length);
            table.Products(product)[..count].CopyTo(products);
            table.Weights(product)[..count].CopyTo(weights);
            return count;
        }
    }
}
