using ProductSpace.Recommendations;

namespace ProductSpace.Evaluation.Gates;

/// <summary>
/// Recommendations of one snapshot for prefixes of sessions. The product viewed last is never recommended; whether
/// those before are is a matter of the placement. One per thread.
/// </summary>
internal sealed class SnapshotLists(ProductIndex index, Placement placement, int length)
{
    private readonly Recommendation[] _hits = new Recommendation[length];
    private ShopperEvent[] _events = [];

    /// <summary>Returns the place of the product viewed next, from 1; 0 where the list lacks it.</summary>
    /// <param name="session">Ids of the session.</param>
    /// <param name="position">Number of views seen.</param>
    public int Rank(IReadOnlyList<string> session, int position)
    {
        int count = Ask(session, position);
        if (!index.TryGetOrdinal(session[position], out int next))
        {
            return 0;
        }

        for (int i = 0; i < count; i++)
        {
            if (_hits[i].Ordinal == next)
            {
                return i + 1;
            }
        }

        return 0;
    }

    /// <summary>Returns the ids of the list.</summary>
    public IReadOnlyList<string> List(IReadOnlyList<string> session, int position)
    {
        int count = Ask(session, position);
        return [.. _hits.Take(count).Select(hit => index.GetProductId(hit.Ordinal))];
    }

    private int Ask(IReadOnlyList<string> session, int position)
    {
        if (_events.Length < position)
        {
            _events = new ShopperEvent[Math.Max(position, _events.Length * 2)];
        }

        int known = 0;
        int current = -1;
        for (int i = 0; i < position; i++)
        {
            if (index.TryGetOrdinal(session[i], out int ordinal))
            {
                _events[known++] = new ShopperEvent(ordinal);
                current = i == position - 1 ? ordinal : -1;
            }
        }

        ReadOnlySpan<int> excluded = current < 0 ? [] : new ReadOnlySpan<int>(in current);
        ShopperState state = new(_events.AsSpan(0, known)) { Excluded = excluded };
        return index.Recommend(state, _hits, placement).Count;
    }
}
