using System.Runtime.CompilerServices;
using ProductSpace.Filtering;
using ProductSpace.Planning;

namespace ProductSpace;

/// <summary>
/// Says what a filter asks for. Each call narrows the set; a category path means its whole subtree, primary and further
/// members. An unknown path is an error that names the nearest known one.
/// </summary>
public sealed class ProductFilterBuilder
{
    private readonly ProductColumns _columns;
    private readonly ulong[] _words;

    internal ProductFilterBuilder(ProductColumns columns)
    {
        _columns = columns;
        _words = new ulong[(columns.Count + 63) / 64];
        Array.Fill(_words, ulong.MaxValue);
        if ((columns.Count & 63) != 0)
        {
            _words[^1] = (1UL << (columns.Count & 63)) - 1;
        }
    }

    /// <summary>Products in at least one of these categories; none where no path is given.</summary>
    public ProductFilterBuilder AnyOf(params ReadOnlySpan<string> paths)
    {
        ulong[] any = new ulong[_words.Length];
        foreach (string path in paths)
        {
            _columns.AddCategory(path, any);
        }

        return And(any);
    }

    /// <summary>Products in every one of these categories.</summary>
    public ProductFilterBuilder AllOf(params ReadOnlySpan<string> paths)
    {
        foreach (string path in paths)
        {
            ulong[] one = new ulong[_words.Length];
            _columns.AddCategory(path, one);
            And(one);
        }

        return this;
    }

    /// <summary>Products in none of these categories.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ProductFilterBuilder NoneOf(params ReadOnlySpan<string> paths)
    {
        ulong[] any = new ulong[_words.Length];
        foreach (string path in paths)
        {
            _columns.AddCategory(path, any);
        }

        for (int i = 0; i < _words.Length; i++)
        {
            _words[i] &= ~any[i];
        }

        return this;
    }

    /// <summary>Products whose price is known and lies in [least, most], in minor units.</summary>
    public ProductFilterBuilder PriceBetween(long least, long most)
    {
        ulong[] within = new ulong[_words.Length];
        _columns.AddPriceRange(least, most, within);
        return And(within);
    }

    /// <summary>Products that were in stock when the snapshot was built.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ProductFilterBuilder InStock()
    {
        for (int i = 0; i < _words.Length; i++)
        {
            _words[i] &= _columns.Stock[i];
        }

        return this;
    }

    internal ulong[] Words() => _words;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ProductFilterBuilder And(ulong[] other)
    {
        for (int i = 0; i < _words.Length; i++)
        {
            _words[i] &= other[i];
        }

        return this;
    }
}
