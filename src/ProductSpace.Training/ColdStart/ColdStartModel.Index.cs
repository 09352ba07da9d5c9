namespace ProductSpace.Training.ColdStart;

/// <summary>Learning from a snapshot, and the first views of a product.</summary>
public sealed partial class ColdStartModel
{
    /// <summary>
    /// Learns from the products of a snapshot, so that a host needs nothing else: their categories, prices, facets and
    /// names, and their vectors. Takes seconds and some hundred megabytes at most; keep the model for as long as the
    /// snapshot. The snapshot must stay open during the call; products of a delta are left out.
    /// </summary>
    /// <param name="index">The snapshot.</param>
    /// <param name="nameColumn">Payload column with the name; none where the snapshot lacks it.</param>
    /// <param name="options">Options.</param>
    /// <param name="cancellationToken">Ends the learning.</param>
    /// <returns>The model; null if the snapshot has fewer than 20 products.</returns>
    public static ColdStartModel? Learn(
        ProductIndex index,
        string nameColumn = "name",
        ColdStartOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(nameColumn);
        options ??= new ColdStartOptions();
        options.Check();
        int[] used = Sample(index.Info.Products, options.MaxProducts);
        int dimension = index.Dimension;
        bool hasName = index.Info.PayloadColumns.Contains(nameColumn);
        ColdProduct[] products = new ColdProduct[used.Length];
        float[] similar = new float[used.Length * dimension];
        float[] next = new float[index.HasNext ? similar.Length : 0];
        for (int i = 0; i < used.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            products[i] = new ColdProduct
            {
                Id = index.GetProductId(used[i]),
                Category = index.GetCategory(used[i]),
                Price = index.GetPrice(used[i]),
                Name = hasName ? index.GetPayload(used[i], nameColumn) : string.Empty,
                Attributes =
                [
                    .. index.Info.Facets.Select(
                        facet => (facet, string.Join('|', index.GetFacetValues(used[i], facet)))),
                ],
            };
            Read(Space.Similar, similar.AsSpan(i * dimension, dimension));
            if (index.HasNext)
            {
                Read(Space.Next, next.AsSpan(i * dimension, dimension));
            }

            void Read(Space space, Span<float> vector)
            {
                float length = index.GetVector(used[i], vector, space);
                for (int j = 0; j < vector.Length; j++)
                {
                    vector[j] *= length;
                }
            }
        }

        return Learn(products, similar, next, dimension, default, options, cancellationToken);
    }

    /// <summary>
    /// Estimates the vectors of a product with a few views: metadata first, then more and more the products that were
    /// viewed in the same sessions. After n views the sessions' part is n / (n + <see
    /// cref="ColdStartOptions.PriorViews"/>).
    /// </summary>
    /// <param name="index">Snapshot with the vectors of the products that were viewed beside this one.</param>
    /// <param name="product">What is known of the product.</param>
    /// <param name="sessions">
    /// For each view, ids of the other products of its session; unknown ids are ignored, and so are sessions of such
    /// ids only.
    /// </param>
    /// <param name="similar">Receives the IN vector [<see cref="Dimension"/>].</param>
    /// <param name="next">Receives the OUT vector; empty if it is not wanted or the model has none.</param>
    /// <returns>Number of sessions that were used.</returns>
    /// <exception cref="ArgumentException">A span or the index has another length.</exception>
    public int Estimate(
        ProductIndex index,
        ColdProduct product,
        IEnumerable<IReadOnlyCollection<string>> sessions,
        Span<float> similar,
        Span<float> next)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(sessions);
        RequireLength(index.Dimension, Dimension, nameof(index));
        Estimate(product, similar, next);
        List<int[]> known = [];
        foreach (IReadOnlyCollection<string> session in sessions)
        {
            int[] ordinals =
            [
                .. session.Where(id => id != product.Id)
                    .Select(id => index.TryGetOrdinal(id, out int ordinal) ? ordinal : -1)
                    .Where(ordinal => ordinal >= 0 && ordinal < index.Info.Products),
            ];
            if (ordinals.Length > 0)
            {
                known.Add(ordinals);
            }
        }

        Update(_similar, product, known, ordinal => Vector(ordinal, Space.Similar), similar);
        if (!next.IsEmpty)
        {
            Update(_next!, product, known, ordinal => Vector(ordinal, Space.Next), next);
        }

        return known.Count;

        float[] Vector(int ordinal, Space space)
        {
            float[] vector = new float[Dimension];
            index.GetVector(ordinal, vector, space);
            return vector;
        }
    }

    /// <summary>Writes an estimate from metadata and sessions; the vectors have length 1.</summary>
    internal void Estimate(
        ColdProduct product,
        IReadOnlyList<int[]> sessions,
        Func<int, float[]> vectorOf,
        Space space,
        Span<float> vector) =>
        Update(space == Space.Next ? _next! : _similar, product, sessions, vectorOf, vector);

    /// <summary>
    /// Both estimates are deviations from the mean vector. A session's is brought to the length that those of trained
    /// products have, because the mean of many products lies near that of all; that of metadata counts as
    /// <see cref="ColdStartOptions.PriorViews"/> sessions.
    /// </summary>
    private void Update(
        Part part, ColdProduct product, IReadOnlyList<int[]> sessions, Func<int, float[]> vectorOf, Span<float> vector)
    {
        List<int> numbers = [];
        List<float> values = [];
        _features.Read(product, new FeatureKeys(), numbers, values);
        double[] sum = part.Deviation([.. numbers], [.. values]);
        if (sessions.Count == 0)
        {
            part.Write(sum, part.Factor, vector);
            return;
        }

        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] *= _options.PriorViews * part.Factor;
        }

        double trained = Math.Sqrt(Math.Max(0, 1 - UnitRows.Dot(part.Mean, part.Mean)));
        float[] deviation = new float[sum.Length];
        foreach (int[] session in sessions)
        {
            Array.Clear(deviation);
            foreach (int viewed in session)
            {
                float[] other = vectorOf(viewed);
                for (int i = 0; i < deviation.Length; i++)
                {
                    deviation[i] += other[i] - part.Mean[i];
                }
            }

            UnitRows.Normalise(deviation);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += trained * deviation[i];
            }
        }

        double weight = sessions.Count + _options.PriorViews;
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] /= weight;
        }

        part.Write(sum, 1, vector);
    }
}
