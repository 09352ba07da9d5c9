using ProductSpace.Numerics;
using ProductSpace.Training.Tables;

namespace ProductSpace.Evaluation.Linear;

/// <summary>
/// Implicit matrix factorisation by alternating least squares (Hu, Koren, Volinsky, ICDM 2008) in the form of Rendle et
/// al. (RecSys 2022): the squared errors of the views, of which each should score 1, plus
/// <see cref="AlsOptions.Unobserved"/> times the squared scores of all pairs, plus a regularisation that grows with the
/// number of views. Each pass solves every session, then every product, exactly: the loss never grows. The factors are
/// the same for any number of threads.
/// </summary>
internal sealed class AlsFactors
{
    /// <summary>Rows whose squares one thread sums; the parts are added in their order.</summary>
    private const int RowsOfPart = 4096;

    private readonly AlsOptions _options;
    private readonly ViewIndex _views;
    private readonly TableWork _work;

    /// <summary>Draws the factors of the products.</summary>
    public AlsFactors(ViewIndex views, AlsOptions options, ulong seed, TableWork work)
    {
        _views = views;
        _options = options;
        _work = work;
        Sessions = new ItemVectors(views.SessionCount, options.Dimension);
        Products = new ItemVectors(views.Count, options.Dimension);
        double scale = 0.1 * Math.Sqrt(3.0 / options.Dimension);
        for (int product = 0; product < views.Count; product++)
        {
            SeededRandom random = new(SeededRandom.Hash(seed, (ulong)views.Products[product]));
            foreach (ref float value in Products[product])
            {
                value = (float)(scale * ((2 * random.NextDouble()) - 1));
            }
        }
    }

    public ItemVectors Sessions { get; }

    public ItemVectors Products { get; }

    /// <summary>Solves every session for the products' factors, then every product for the sessions'.</summary>
    public void Pass()
    {
        AlsSystem ofSessions = SessionSystem();
        _work.ForEach(_views.SessionCount, ofSessions.CreateSolver, (session, solver) =>
            solver.Solve(_views.ProductsOf(session), Products, Sessions[session]));
        AlsSystem ofProducts = new(_options, SumOfSquares(Sessions), Sessions.Count);
        _work.ForEach(_views.Count, ofProducts.CreateSolver, (product, solver) =>
            solver.Solve(_views.SessionsOf(product), Sessions, Products[product]));
    }

    /// <summary>Returns what every session's equations share, for the products' factors as they are.</summary>
    public AlsSystem SessionSystem() => new(_options, SumOfSquares(Products), Products.Count);

    private double[] SumOfSquares(ItemVectors factors)
    {
        int dimension = factors.Dimension;
        double[][] parts = new double[(factors.Count + RowsOfPart - 1) / RowsOfPart][];
        _work.ForEach(parts.Length, part =>
        {
            double[] sum = new double[dimension * dimension];
            double[] row = new double[dimension];
            for (int i = part * RowsOfPart; i < Math.Min(factors.Count, (part + 1) * RowsOfPart); i++)
            {
                AlsSystem.AddSquare(sum, row, factors.Row(i));
            }

            parts[part] = sum;
        });
        double[] total = new double[dimension * dimension];
        foreach (double[] part in parts)
        {
            for (int i = 0; i < total.Length; i++)
            {
                total[i] += part[i];
            }
        }

        return total;
    }
}
