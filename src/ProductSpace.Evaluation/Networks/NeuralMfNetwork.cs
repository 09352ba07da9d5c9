using System.Numerics;
using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// The network of neural matrix factorisation: the products of two factors, number by number, beside layers of ReLU
/// over both, and one number from all. A lane is a pair of a session and a product; a session is the mean of its views'
/// rows.
/// </summary>
internal sealed class NeuralMfNetwork<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Workers _workers;
    private readonly int _lanes;
    private readonly int _factors;
    private readonly int _inputs;
    private readonly T[] _pair;
    private readonly T[] _joined;
    private readonly T[] _second;
    private readonly T[] _ofSession;
    private readonly T[] _ofProduct;
    private readonly T[] _score;
    private readonly double[] _truth;
    private readonly double[] _weights;

    /// <summary>Creates a network with random weights.</summary>
    /// <param name="products">Number of products.</param>
    /// <param name="factors">Number of factors that are multiplied.</param>
    /// <param name="inputs">Number of numbers that each side gives to the layers, an even number.</param>
    /// <param name="views">Maximum number of views of a session.</param>
    /// <param name="lanes">Number of lanes, a multiple of 16.</param>
    /// <param name="random">Draws the weights.</param>
    /// <param name="workers">Threads.</param>
    public NeuralMfNetwork(
        int products, int factors, int inputs, int views, int lanes, ref SeededRandom random, Workers workers)
    {
        _workers = workers;
        _lanes = lanes;
        _factors = factors;
        _inputs = inputs;
        int columns = factors + inputs;
        double bound = Uniform.Glorot(inputs, inputs);
        Views = new BagEmbedding<T>(
            new RowParameter<T>(products, columns, lanes * views).Draw(ref random, bound, columns), lanes, workers);
        Products = new BagEmbedding<T>(
            new RowParameter<T>(products, columns, lanes).Draw(ref random, bound, columns), lanes, workers);
        First = new Dense<T>(2 * inputs, inputs, Activation.Relu, lanes, workers).Draw(ref random);
        Second = new Dense<T>(inputs, inputs / 2, Activation.Relu, lanes, workers).Draw(ref random);
        Last = new Dense<T>(factors + (inputs / 2), 1, Activation.Linear, lanes, workers).Draw(ref random);
        _pair = new T[2 * inputs * lanes];
        _joined = new T[Last.Inputs * lanes];
        _second = new T[inputs / 2 * lanes];
        _ofSession = new T[columns * lanes];
        _ofProduct = new T[columns * lanes];
        _score = new T[lanes];
        _truth = new double[lanes];
        _weights = new double[lanes];
    }

    /// <summary>Rows of the viewed products: factors, then inputs of the layers.</summary>
    public BagEmbedding<T> Views { get; }

    /// <summary>Rows of the products to judge, in the same form.</summary>
    public BagEmbedding<T> Products { get; }

    public Dense<T> First { get; }

    public Dense<T> Second { get; }

    public Dense<T> Last { get; }

    public int Factors => _factors;

    public int Inputs => _inputs;

    /// <summary>Begins a step without pairs.</summary>
    public void Clear()
    {
        Views.Begin();
        Products.Begin();
        _weights.AsSpan().Clear();
    }

    /// <summary>Adds a pair.</summary>
    /// <param name="lane">Its lane.</param>
    /// <param name="views">Views of the session, at least one.</param>
    /// <param name="product">The product.</param>
    /// <param name="follows">True if the product follows the views.</param>
    /// <param name="weight">Weight of the pair.</param>
    public void Add(int lane, ReadOnlySpan<int> views, int product, bool follows, double weight)
    {
        foreach (int view in views)
        {
            Views.Add(lane, view);
        }

        Views.SetFactor(lane, T.One / T.CreateTruncating(views.Length));
        Products.Add(lane, product);
        Products.SetFactor(lane, T.One);
        _truth[lane] = follows ? 1 : 0;
        _weights[lane] = weight;
    }

    /// <summary>Returns the loss, and computes all gradients.</summary>
    public double Run()
    {
        Views.Forward();
        Products.Forward();
        int factors = _factors * _lanes;
        int inputs = _inputs * _lanes;
        Multiply(Views.Output, Products.Output, _joined, factors);
        Views.Output.AsSpan(factors, inputs).CopyTo(_pair);
        Products.Output.AsSpan(factors, inputs).CopyTo(_pair.AsSpan(inputs));
        First.Forward(_pair);
        Second.Forward(First.Output);
        Second.Output.CopyTo(_joined.AsSpan(factors));
        Last.Forward(_joined);
        double loss = LogisticLoss.Run<T>(Last.Output, _truth, _weights, _score);
        Last.Backward(_score);
        Last.InputGradient.AsSpan(factors).CopyTo(_second);
        Second.Backward(_second);
        First.Backward(Second.InputGradient);
        Multiply(Last.InputGradient, Products.Output, _ofSession, factors);
        Multiply(Last.InputGradient, Views.Output, _ofProduct, factors);
        First.InputGradient.AsSpan(0, inputs).CopyTo(_ofSession.AsSpan(factors));
        First.InputGradient.AsSpan(inputs, inputs).CopyTo(_ofProduct.AsSpan(factors));
        Views.Backward(_ofSession);
        Products.Backward(_ofProduct);
        return loss;
    }

    /// <summary>Takes one step of Adagrad.</summary>
    public void Step(T rate)
    {
        Views.Rows.Step(rate, _workers);
        Products.Rows.Step(rate, _workers);
        First.Step(rate);
        Second.Step(rate);
        Last.Step(rate);
    }

    private static void Multiply(T[] first, T[] second, T[] target, int count)
    {
        for (int i = 0; i < count; i += Vector<T>.Count)
        {
            (new Vector<T>(first.AsSpan(i)) * new Vector<T>(second.AsSpan(i))).CopyTo(target.AsSpan(i));
        }
    }
}
