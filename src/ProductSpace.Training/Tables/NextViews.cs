using ProductSpace.Training.Sampling;

namespace ProductSpace.Training.Tables;

/// <summary>
/// The matrices of SLIT with the last view as input: Z^T W Z is diagonal, the weight of the views that another one
/// follows, and Z^T W Y holds for each product what follows it in the sessions, each later view weighing exp(-1 /
/// decay) of the view before it, scaled to a sum of 1. Immutable, safe from any thread.
/// </summary>
internal sealed class NextViews
{
    /// <summary>Weight relative to the next view below which later ones are left out.</summary>
    private const double Smallest = 1e-9;

    private readonly int[] _views;
    private readonly int[] _ends;
    private readonly double[] _sessionWeights;
    private readonly int[] _starts;
    private readonly int[] _places;
    private readonly double[] _powers;
    private readonly double[] _sums;

    /// <summary>Reads the sessions.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="index">Products that are kept.</param>
    /// <param name="lastViews">Number of the last views of a session that count.</param>
    /// <param name="decay">
    /// Distance in views at which the weight is 1 / e; infinity weighs all later views alike.
    /// </param>
    /// <param name="weights">Weight of each session; null if all weigh 1.</param>
    public NextViews(SessionSet sessions, ViewIndex index, int lastViews, double decay, double[]? weights)
    {
        _views = new int[sessions.EventCount];
        _ends = new int[sessions.Count];
        _sessionWeights = new double[sessions.Count];
        int count = 0, longest = 1;
        for (int session = 0; session < sessions.Count; session++)
        {
            int start = count;
            ReadOnlySpan<int> views = sessions.Products(session);
            foreach (int product in views[Math.Max(0, views.Length - lastViews)..])
            {
                int number = index.NumberOf(product);
                if (number >= 0)
                {
                    _views[count++] = number;
                }
            }

            _ends[session] = count;
            _sessionWeights[session] = weights is null ? 1 : weights[session];
            longest = Math.Max(longest, count - start);
        }

        (_starts, _places, Diagonal) = Places(index.Count);
        (_powers, _sums) = Powers(longest, double.IsPositiveInfinity(decay) ? 1 : FixedMath.Exp(-1 / decay));
    }

    /// <summary>Diagonal of Z^T W Z.</summary>
    public double[] Diagonal { get; }

    /// <summary>Returns the largest entries of each row of Z^T W Y.</summary>
    public ItemTable Rows(int entries, TableWork work)
    {
        int products = Diagonal.Length;
        ItemTableBuilder builder = new(products, entries);
        work.ForEach(products, () => new RowBuffer(products), (product, buffer) =>
        {
            AddRow(product, buffer.Sum);
            buffer.Set(builder, product);
        });
        return builder.Build();
    }

    private static (double[] Powers, double[] Sums) Powers(int longest, double decay)
    {
        double[] powers = new double[longest];
        double[] sums = new double[longest + 1];
        double power = 1;
        for (int i = 0; i < longest; i++)
        {
            powers[i] = power >= Smallest ? power : 0;
            sums[i + 1] = sums[i] + powers[i];
            power *= decay;
        }

        return (powers, sums);
    }

    private void AddRow(int product, RowSum row)
    {
        for (int i = _starts[product]; i < _starts[product + 1]; i++)
        {
            int place = _places[i];
            int session = SessionOf(place);
            int left = _ends[session] - place - 1;
            double scale = _sessionWeights[session] / _sums[left];
            for (int step = 0; step < left && _powers[step] > 0; step++)
            {
                row.Add(_views[place + 1 + step], scale * _powers[step]);
            }
        }
    }

    private int SessionOf(int place)
    {
        int found = Array.BinarySearch(_ends, place + 1);
        if (found < 0)
        {
            return ~found;
        }

        // Sessions without a view end where the one before them does.
        while (found > 0 && _ends[found - 1] == place + 1)
        {
            found--;
        }

        return found;
    }

    /// <summary>Sorts the places of all views that another one follows by product, and sums their weights.</summary>
    private (int[] Starts, int[] Places, double[] Diagonal) Places(int products)
    {
        int[] starts = new int[products + 1];
        double[] diagonal = new double[products];
        int start = 0;
        for (int session = 0; session < _ends.Length; session++)
        {
            for (int place = start; place < _ends[session] - 1; place++)
            {
                starts[_views[place] + 1]++;
                diagonal[_views[place]] += _sessionWeights[session];
            }

            start = _ends[session];
        }

        for (int i = 0; i < products; i++)
        {
            starts[i + 1] += starts[i];
        }

        int[] next = starts.AsSpan(0, products).ToArray();
        int[] places = new int[starts[products]];
        start = 0;
        for (int session = 0; session < _ends.Length; session++)
        {
            for (int place = start; place < _ends[session] - 1; place++)
            {
                places[next[_views[place]]++] = place;
            }

            start = _ends[session];
        }

        return (starts, places, diagonal);
    }
}
