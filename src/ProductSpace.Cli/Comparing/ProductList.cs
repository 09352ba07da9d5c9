namespace ProductSpace.Cli.Comparing;

/// <summary>Number of products, and the first few of them.</summary>
internal sealed class ProductList
{
    private const int MostExamples = 10;

    private readonly List<string> _examples = [];

    public int Count { get; private set; }

    public IReadOnlyList<string> Examples => _examples;

    public void Add(string product)
    {
        Count++;
        if (_examples.Count < MostExamples)
        {
            _examples.Add(product);
        }
    }

    /// <summary>Adds a product if something about it is not as it was.</summary>
    public void AddChange(string product, string before, string after)
    {
        if (before != after)
        {
            AddChange(product, () => (before, after));
        }
    }

    /// <summary>Adds a changed product; what it was and is, is asked for as an example only.</summary>
    public void AddChange(string product, Func<(string Before, string After)> change)
    {
        Count++;
        if (_examples.Count < MostExamples)
        {
            (string before, string after) = change();
            _examples.Add($"{product}: {Shown(before)} -> {Shown(after)}");
        }
    }

    private static string Shown(string value) => value.Length == 0 ? "none" : value;
}
