using System.Globalization;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>
/// What a build noticed about the vectors of one space, as lines of its report. Products are numbered in input order.
/// Counts only, so the same input gives the same lines.
/// </summary>
internal sealed class VectorSurvey(string space, int products)
{
    /// <summary>Below this number nothing is unusual.</summary>
    private const int FewProducts = 64;

    /// <summary>One product in this many may equal another before it is said.</summary>
    private const int EqualOneIn = 10;

    /// <summary>A hub stands in this many times as many neighbor lists as the average product.</summary>
    private const int HubFactor = 10;

    /// <summary>Hubs are said where they hold one link in this many.</summary>
    private const int HubLinksOneIn = 20;

    private int _equalProducts;
    private int _largestGroup;
    private int _exampleOfGroup;
    private int _hubs;
    private int _listsOfLargestHub;
    private int _largestHub;

    /// <summary>Mean cosine of two products.</summary>
    public double MeanCosine { get; set; }

    /// <summary>Counts rows that share the node of another; pairs of node and row, ascending.</summary>
    public void CountEqual(ReadOnlySpan<int> pairs, ReadOnlySpan<int> order)
    {
        _equalProducts = pairs.Length / 2;
        int group = 1;
        for (int i = 0; i < pairs.Length; i += 2)
        {
            group = i > 0 && pairs[i - 2] == pairs[i] ? group + 1 : 2;
            if (group > _largestGroup)
            {
                _largestGroup = group;
                _exampleOfGroup = order[pairs[i]];
            }
        }
    }

    /// <summary>Counts in how many neighbor lists of layer 0 each row stands.</summary>
    public void CountHubs(NativeView<int> lists, int degree, ReadOnlySpan<int> order)
    {
        int[] counts = new int[order.Length];
        long links = 0;
        int nodes = 0;
        for (int row = 0; row < order.Length; row++)
        {
            ReadOnlySpan<int> list = lists.Slice((long)row * degree, degree);
            nodes += list[0] >= 0 ? 1 : 0;
            foreach (int neighbor in list)
            {
                if (neighbor < 0)
                {
                    break;
                }

                counts[neighbor]++;
                links++;
            }
        }

        long linksOfHubs = 0;
        int hubs = 0;
        for (int row = 0; row < counts.Length; row++)
        {
            if (counts[row] > HubFactor * links / Math.Max(1, nodes))
            {
                hubs++;
                linksOfHubs += counts[row];
            }

            if (counts[row] > _listsOfLargestHub)
            {
                _listsOfLargestHub = counts[row];
                _largestHub = order[row];
            }
        }

        _hubs = linksOfHubs * HubLinksOneIn > links ? hubs : 0;
    }

    /// <summary>The lines, with products by their ids.</summary>
    public IEnumerable<string> Lines(Func<int, string> idOf)
    {
        if (products < FewProducts)
        {
            yield break;
        }

        if (MeanCosine >= Stretch.LeastMeanCosine)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"the vectors of {space} differ little: subtract their mean, or see whether the model was trained; "
                    + $"the mean cosine of two is {Math.Min(MeanCosine, 0.999999):F6}");
        }

        if ((long)_equalProducts * EqualOneIn > products)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{_equalProducts:N0} of {products:N0} products of {space} have the vector of another; the largest "
                    + $"group of equal ones has {_largestGroup:N0}, '{idOf(_exampleOfGroup)}' is of it");
        }

        if (_hubs > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{_hubs:N0} of {products:N0} products of {space} are everybody's neighbors; "
                    + $"'{idOf(_largestHub)}' stands in {_listsOfLargestHub:N0} neighbor lists");
        }
    }
}
