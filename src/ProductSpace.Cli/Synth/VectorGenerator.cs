using ProductSpace.Filtering;
using ProductSpace.Numerics;

namespace ProductSpace.Cli.Synth;

/// <summary>
/// Makes the two matrices of the shop, row by row. IN (similar): leaf centre + brand + style + own noise. OUT (next):
/// the centres of the categories that shoppers come from + a part of the own leaf + style + own noise, so that an IN
/// vector used as a query on OUT finds what is viewed next. Popular products have longer rows, as in word2vec. A row
/// depends only on (options, row), so that any thread can make it. Safe for concurrent use.
/// </summary>
internal sealed class VectorGenerator
{
    // The query's own noise already blurs the next space; with the row's noise at full strength little would be left.
    private const float NextNoiseShare = 0.7f;
    private const float PredecessorShare = 0.5f;
    private const float OwnLeafShare = 0.6f;

    private readonly SyntheticShop _shop;
    private readonly HardnessProfile _profile;
    private readonly int _dimension;
    private readonly RotatedBasis _basis;
    private readonly float[] _categories;
    private readonly float[] _leaves;
    private readonly float[] _brands;
    private readonly float[] _styles;

    public VectorGenerator(SyntheticShop shop, HardnessProfile profile)
    {
        _shop = shop;
        _profile = profile;
        _dimension = shop.Options.Dimension;
        _basis = new RotatedBasis(_dimension, profile.Knee, shop.Seed(RandomUse.Basis));
        CategoryTree tree = shop.Tree;
        float[] departments = Centres(tree.DepartmentCount, RandomUse.DepartmentCentre, profile.Department);
        _categories = Centres(tree.CategoryCount, RandomUse.CategoryCentre, profile.Category);
        for (int category = 0; category < tree.CategoryCount; category++)
        {
            Add(Row(departments, category / tree.CategoriesPerDepartment), 1, Row(_categories, category));
        }

        _leaves = Centres(tree.LeafCount, RandomUse.LeafCentre, profile.Leaf);
        for (int leaf = 0; leaf < tree.LeafCount; leaf++)
        {
            Add(Row(_categories, tree.CategoryOf(leaf)), 1, Row(_leaves, leaf));
        }

        _brands = Centres(shop.BrandCount, RandomUse.BrandCentre, profile.Brand);
        _styles = Centres(FashionWords.Styles.Length, RandomUse.StyleCentre, profile.Style);
    }

    public int Dimension => _dimension;

    /// <summary>
    /// Writes the row of the similar space; <paramref name="scratch"/> has the same length and is overwritten.
    /// </summary>
    public void FillIn(int product, Span<float> destination, Span<float> scratch)
    {
        Row(_leaves, _shop.LeafOf(product)).CopyTo(scratch);
        AddOwn(product, RandomUse.InNoise, 1, scratch);
        _basis.Rotate(scratch, 0.5f + (0.06f * _shop.PopularityOf(product)), destination);
    }

    /// <summary>Writes the row of the next space.</summary>
    public void FillOut(int product, Span<float> destination, Span<float> scratch)
    {
        int leaf = _shop.LeafOf(product);
        int category = _shop.Tree.CategoryOf(leaf);
        scratch.Clear();
        for (int which = 0; which < CategoryTree.ComplementCount; which++)
        {
            Add(Row(_categories, _shop.Tree.Predecessor(category, which)), PredecessorShare, scratch);
        }

        Add(Row(_leaves, leaf), OwnLeafShare, scratch);
        AddOwn(product, RandomUse.OutNoise, NextNoiseShare, scratch);
        _basis.Rotate(scratch, 0.3f + (0.05f * _shop.PopularityOf(product)), destination);
    }

    /// <summary>Writes small noise for a query, in the axes of the synthetic space.</summary>
    public void FillNoise(ulong seed, float scale, Span<float> destination, Span<float> scratch)
    {
        scratch.Clear();
        _basis.AddGaussian(seed, scale, scratch);
        _basis.Rotate(scratch, 1, destination);
    }

    private void AddOwn(int product, RandomUse noise, float noiseShare, Span<float> unrotated)
    {
        Add(Row(_brands, _shop.BrandOf(product)), 1, unrotated);
        Add(Row(_styles, _shop.StyleOf(product)), 1, unrotated);
        _basis.AddGaussian(
            SeededRandom.Hash(_shop.Seed(noise), (ulong)product),
            _profile.Noise * noiseShare,
            unrotated);
    }

    private float[] Centres(int count, RandomUse use, float scale)
    {
        var centres = new float[count * _dimension];
        for (int i = 0; i < count; i++)
        {
            _basis.AddGaussian(SeededRandom.Hash(_shop.Seed(use), (ulong)i), scale, Row(centres, i));
        }

        return centres;
    }

    private Span<float> Row(float[] matrix, int row) => matrix.AsSpan(row * _dimension, _dimension);

    private static void Add(ReadOnlySpan<float> source, float weight, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] += weight * source[i];
        }
    }
}
