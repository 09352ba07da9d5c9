using ProductSpace.Training;

namespace ProductSpace.Evaluation.Splits;

/// <summary>
/// Copies sessions of a log without the views of some products: without the repeats that this leaves, unless the log
/// keeps repeats, and without sessions of fewer than two views.
/// </summary>
internal sealed class ViewFilter(SessionSet log, bool keepsRepeats)
{
    private readonly List<int> _products = [];
    private readonly List<long> _times = [];
    private readonly List<int> _starts = [0];
    private readonly List<int> _users = [];

    /// <summary>Number of views that are in the copy.</summary>
    public int Views => _products.Count;

    /// <summary>Number of sessions that are in the copy.</summary>
    public int Sessions => _starts.Count - 1;

    public void Clear()
    {
        _products.Clear();
        _times.Clear();
        _starts.RemoveRange(1, _starts.Count - 1);
        _users.Clear();
    }

    /// <summary>Adds what is left of a session, and returns false if that is not enough.</summary>
    /// <param name="session">Number of the session.</param>
    /// <param name="numbers">New number of each product of the log, below 0 for a product to leave out.</param>
    public bool Add(int session, ReadOnlySpan<int> numbers)
    {
        int start = _products.Count;
        ReadOnlySpan<int> products = log.Products(session);
        ReadOnlySpan<long> times = log.Times(session);
        for (int i = 0; i < products.Length; i++)
        {
            int number = numbers[products[i]];
            bool isRepeat = !keepsRepeats && _products.Count > start && _products[^1] == number;
            if (number >= 0 && !isRepeat)
            {
                _products.Add(number);
                if (log.HasTimes)
                {
                    _times.Add(times[i]);
                }
            }
        }

        if (_products.Count - start < 2)
        {
            _products.RemoveRange(start, _products.Count - start);
            if (log.HasTimes)
            {
                _times.RemoveRange(start, _times.Count - start);
            }

            return false;
        }

        _starts.Add(_products.Count);
        _users.Add(log.User(session));
        return true;
    }

    /// <summary>Writes the number of views of each product, and the place of its first view.</summary>
    public void Count(Span<int> counts, Span<int> firsts)
    {
        counts.Clear();
        for (int i = 0; i < _products.Count; i++)
        {
            if (counts[_products[i]]++ == 0)
            {
                firsts[_products[i]] = i;
            }
        }
    }

    /// <summary>Returns the copy as a set of its own.</summary>
    public SessionSet ToSet(int productCount) => new(
        productCount,
        [.. _products],
        [.. _starts],
        log.HasTimes ? [.. _times] : null,
        log.HasUsers ? [.. _users] : null);
}
