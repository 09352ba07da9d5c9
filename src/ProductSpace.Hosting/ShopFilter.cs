using System.Runtime.CompilerServices;
using ProductSpace.Generations;
using ProductSpace.Hosting.Shops;

namespace ProductSpace.Hosting;

/// <summary>
/// A filter of a shop that outlives generations, variants, and closing: its description is kept and compiled where it is
/// needed. Made by <see cref="ProductShop.CreateFilter"/>, used through <see cref="ShopLease.Filter"/>, from any thread.
/// </summary>
public sealed class ShopFilter
{
    private readonly Action<ProductFilterBuilder> _describe;

    // Names the opening that it is for, so that a late look is right too.
    private Compiled _compiled;

    internal ShopFilter(ProductShop owner, OpenShop open, Action<ProductFilterBuilder> describe, bool allowUnknown)
    {
        Owner = owner;
        _describe = describe;
        _compiled = Compile(open, allowUnknown);
    }

    internal ProductShop Owner { get; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal FollowedFilter In(OpenShop open, int follower)
    {
        Compiled compiled = Volatile.Read(ref _compiled);
        return (compiled.Open == open ? compiled : Renew(open)).Filters[follower];
    }

    /// <summary>For a shop that was closed meanwhile and opened anew; names that were known once match nothing if they are gone.</summary>
    private Compiled Renew(OpenShop open)
    {
        Compiled compiled = Compile(open, allowUnknown: true);
        Volatile.Write(ref _compiled, compiled);
        return compiled;
    }

    private Compiled Compile(OpenShop open, bool allowUnknown)
    {
        FollowedFilter[] filters = new FollowedFilter[open.Followers.Length];
        for (int i = 0; i < filters.Length; i++)
        {
            // A generation of an experiment may be older than a name.
            filters[i] = open.Followers[i].CreateFilter(_describe, allowUnknown || i > 0);
        }

        return new Compiled(open, filters);
    }

    private sealed record Compiled(OpenShop Open, FollowedFilter[] Filters);
}
