using System.Runtime.CompilerServices;
using ProductSpace.Cells;
using ProductSpace.Memory;
using ProductSpace.Numerics;
using ProductSpace.Snapshot;

namespace ProductSpace.Search;

/// <summary>
/// The groups of cells that hold matches, and the dot products of their centroids with a query. Scratch of one thread.
/// </summary>
internal sealed class MatchingGroups
{
    /// <summary>Centroids between two looks at the time: some tens of microseconds.</summary>
    private const int ComparedAtOnce = 1024;

    private int[] _groups = [];
    private int[] _dots = [];
    private int[] _matches = [];

    public int Count { get; private set; }

    /// <summary>Numbers of groups, ascending.</summary>
    public ReadOnlySpan<int> Groups => _groups.AsSpan(0, Count);

    public ReadOnlySpan<int> Dots => _dots.AsSpan(0, Count);

    /// <summary>Matches in each of the groups.</summary>
    public ReadOnlySpan<int> Matches => _matches.AsSpan(0, Count);

    /// <summary>
    /// Compares them: runs of passing groups lie side by side and are read in order. Where the time is up, those until
    /// then.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Compare(CellView view, CellSet set, PreparedQuery query, SearchBudget budget)
    {
        ScratchArray.EnsureCapacity(ref _groups, view.Groups);
        ScratchArray.EnsureCapacity(ref _dots, view.Groups);
        ScratchArray.EnsureCapacity(ref _matches, view.Groups);
        int count = 0;
        int first = 0;
        int compared = 0;
        while (first < view.Groups)
        {
            if (compared >= ComparedAtOnce && budget.IsLimited)
            {
                compared = 0;
                if (budget.IsLate())
                {
                    break;
                }
            }

            if (set.MatchesOf(first) == 0)
            {
                first++;
                continue;
            }

            int start = count;
            int group = first;
            int end = Math.Min(view.Groups, first + ComparedAtOnce);
            for (int matches; group < end && (matches = set.MatchesOf(group)) > 0; group++)
            {
                _groups[count] = group;
                _matches[count++] = matches;
            }

            view.GroupCentroids.DotRange(first, query.Codes, _dots.AsSpan(start, count - start));
            compared += count - start;
            first = group;
        }

        Count = count;
    }
}
