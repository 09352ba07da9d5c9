using System.Text;

namespace ProductSpace.Training;

/// <summary>
/// Metadata of the products of a corpus, such as category and brand, for negatives of the same category and for
/// metadata tokens. Negatives use the first field that is set.
/// </summary>
public sealed class ProductMetadata
{
    private readonly int _products;
    private readonly Dictionary<string, int> _indexOf = new(StringComparer.Ordinal);
    private readonly List<string> _fields = [];
    private readonly List<int[]> _values = [];
    private readonly List<Dictionary<string, int>> _codes = [];

    /// <summary>Creates metadata without fields for the products of a corpus.</summary>
    public ProductMetadata(SessionCorpus corpus)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        _products = corpus.ProductCount;
        for (int product = 0; product < corpus.ProductCount; product++)
        {
            _indexOf.TryAdd(Encoding.UTF8.GetString(corpus.IdUtf8(product)), product);
        }
    }

    /// <summary>Names of the fields.</summary>
    public IReadOnlyList<string> Fields => _fields;

    /// <summary>Sets a field of a product. Empty values and products that are not in the corpus are ignored.</summary>
    public void Set(string field, string productId, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(field);
        ArgumentNullException.ThrowIfNull(value);
        int at = _fields.IndexOf(field);
        if (at < 0)
        {
            at = _fields.Count;
            _fields.Add(field);
            int[] none = new int[_products];
            Array.Fill(none, -1);
            _values.Add(none);
            _codes.Add(new Dictionary<string, int>(StringComparer.Ordinal));
        }

        if (value.Length > 0 && _indexOf.TryGetValue(productId, out int product))
        {
            if (!_codes[at].TryGetValue(value, out int code))
            {
                code = _codes[at].Count;
                _codes[at].Add(value, code);
            }

            _values[at][product] = code;
        }
    }

    /// <summary>Returns whether a product is in the corpus.</summary>
    internal bool Knows(string productId) => _indexOf.ContainsKey(productId);

    /// <summary>
    /// Returns the code of the field's value for each product, -1 for none. Codes are in the order of the values, so
    /// that the order of <see cref="Set"/> does not matter.
    /// </summary>
    internal int[] Codes(int field, out string[] values)
    {
        values = [.. _codes[field].Keys.Order(StringComparer.Ordinal)];
        int[] map = new int[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            map[_codes[field][values[i]]] = i;
        }

        return Array.ConvertAll(_values[field], code => code < 0 ? -1 : map[code]);
    }
}
