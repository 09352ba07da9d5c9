using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace ProductSpace.Training.ColdStart;

/// <summary>
/// Turns the metadata of a product into features: each prefix of its category path, each value of an attribute, its
/// price band and the next one, and each word of its name. A feature is known by a 64-bit hash of its kind and text, so
/// that no text is kept. Not thread-safe.
/// </summary>
internal sealed class FeatureKeys
{
    private const int MaxFeatures = 256;
    private const int MaxText = 1024;

    /// <summary>Price bands a factor of two: a band is 41 % wide.</summary>
    private const double BandsOfTwo = 2;

    private readonly HashSet<ulong> _seen = [];
    private readonly List<ulong> _keys = [];
    private readonly char[] _text = new char[MaxText];

    /// <summary>Returns the features of a product, each once; valid until the next call.</summary>
    public ReadOnlySpan<ulong> Of(ColdProduct product)
    {
        _seen.Clear();
        _keys.Clear();
        AddPath(product.Category);
        foreach ((string field, string value) in product.Attributes)
        {
            ulong kind = Hash(field, 1);
            foreach (Range part in value.AsSpan().Split('|'))
            {
                Add(value.AsSpan(part).Trim(), kind);
            }
        }

        if (product.Price is > 0 and long price)
        {
            // Two overlapping bands, so that near prices share one on either side of a border.
            long band = (long)Math.Floor(Math.Log2(price) * BandsOfTwo);
            AddKey(Hash([], 0x5052494345 + (ulong)(2 * band)));
            AddKey(Hash([], 0x5052494345 + (ulong)(2 * (band + 1)) + 1));
            AddKey(Hash([], 0x5052494345 + (ulong)(2 * band) + 1));
        }

        AddWords(product.Name);
        return CollectionsMarshal.AsSpan(_keys);
    }

    private void AddPath(string category)
    {
        ReadOnlySpan<char> path = category.AsSpan();
        int end = path.IndexOf('|');
        path = (end < 0 ? path : path[..end]).Trim();
        for (int at = 0; at < path.Length;)
        {
            int slash = path[at..].IndexOf('/');
            at = slash < 0 ? path.Length : at + slash;
            Add(path[..at], 2);
            at++;
        }
    }

    /// <summary>Words are runs of letters and digits of at least two characters, in lower case.</summary>
    private void AddWords(string name)
    {
        int start = -1;
        for (int i = 0; i <= name.Length; i++)
        {
            bool isLetter = i < name.Length && char.IsLetterOrDigit(name[i]);
            if (isLetter && start < 0)
            {
                start = i;
            }
            else if (!isLetter && start >= 0)
            {
                if (i - start > 1)
                {
                    Add(name.AsSpan(start, i - start), 3);
                }

                start = -1;
            }
        }
    }

    private void Add(ReadOnlySpan<char> text, ulong kind)
    {
        if (text.Length is > 0 and <= MaxText)
        {
            int length = text.ToLowerInvariant(_text);
            AddKey(Hash(_text.AsSpan(0, length), kind));
        }
    }

    private void AddKey(ulong key)
    {
        if (_keys.Count < MaxFeatures && _seen.Add(key))
        {
            _keys.Add(key);
        }
    }

    private static ulong Hash(ReadOnlySpan<char> text, ulong kind) =>
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text), (long)kind);
}
