using System.Numerics;
using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Numerics;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// GRU4Rec's network with a second GRU above it, which moves once a session: it reads the state that the session ended
/// with, and its own state gives the state that the shopper's next session begins with. A gradient goes back through
/// one such transition, from the first view of a session.
/// </summary>
internal sealed class UserGruNetwork<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly int _lanes;
    private readonly bool[] _returns;
    private readonly T[] _ended;
    private readonly T[] _gradient;
    private bool _anyReturns;

    /// <summary>Creates a network with random weights over that of a session.</summary>
    /// <param name="session">Network of a session.</param>
    /// <param name="units">Number of units of the shopper's state.</param>
    /// <param name="lanes">Number of lanes of the session's network.</param>
    /// <param name="random">Draws the weights.</param>
    /// <param name="workers">Threads.</param>
    public UserGruNetwork(
        Gru4RecNetwork<T> session, int units, int lanes, ref SeededRandom random, Workers workers)
    {
        _lanes = lanes;
        Session = session;
        Cell = new GruCell<T>(session.Units, units, lanes, workers).Draw(ref random);
        First = new Dense<T>(units, session.Units, Activation.Tanh, lanes, workers).Draw(ref random);
        Before = new T[units * lanes];
        _returns = new bool[lanes];
        _ended = new T[session.Units * lanes];
        _gradient = new T[session.Units * lanes];
    }

    /// <summary>Network of a session.</summary>
    public Gru4RecNetwork<T> Session { get; }

    /// <summary>The GRU of shoppers.</summary>
    public GruCell<T> Cell { get; }

    /// <summary>Turns a shopper's state into the first state of a session.</summary>
    public Dense<T> First { get; }

    /// <summary>State of each lane's shopper before the transition [units x lanes].</summary>
    public T[] Before { get; }

    /// <summary>
    /// Prepares the states of lanes that begin a session: zeros for a new shopper, otherwise what the shopper's last
    /// session and the ones before it give.
    /// </summary>
    /// <param name="sessionBegins">Lanes that begin a session.</param>
    /// <param name="streamBegins">Lanes whose shopper is new.</param>
    public void Begin(ReadOnlySpan<bool> sessionBegins, ReadOnlySpan<bool> streamBegins)
    {
        _anyReturns = false;
        for (int lane = 0; lane < _lanes; lane++)
        {
            _returns[lane] = sessionBegins[lane] && !streamBegins[lane];
            _anyReturns |= _returns[lane];
            if (streamBegins[lane])
            {
                LaneColumn.Clear<T>(Before, lane, _lanes);
                LaneColumn.Clear<T>(Session.Before, lane, _lanes);
            }
        }

        Session.Before.CopyTo(_ended.AsSpan());
    }

    /// <summary>Returns the loss of the step, and computes all gradients.</summary>
    public double Run()
    {
        if (!_anyReturns)
        {
            return Session.Run(toState: false);
        }

        Cell.Forward(_ended, Before);
        First.Forward(Cell.State);
        for (int lane = 0; lane < _lanes; lane++)
        {
            if (_returns[lane])
            {
                LaneColumn.Copy<T>(First.Output, Session.Before, lane, _lanes);
            }
        }

        double loss = Session.Run(toState: true);
        _gradient.AsSpan().Clear();
        for (int lane = 0; lane < _lanes; lane++)
        {
            if (_returns[lane])
            {
                LaneColumn.Copy<T>(Session.Cell.StateGradient, _gradient, lane, _lanes);
            }
        }

        First.Backward(_gradient);
        Cell.Backward(First.InputGradient, toState: false);
        return loss;
    }

    /// <summary>Takes one step of Adagrad and keeps the states.</summary>
    public void Step(T rate)
    {
        Session.Step(rate);
        if (!_anyReturns)
        {
            return;
        }

        Cell.Step(rate);
        First.Step(rate);
        for (int lane = 0; lane < _lanes; lane++)
        {
            if (_returns[lane])
            {
                LaneColumn.Copy<T>(Cell.State, Before, lane, _lanes);
            }
        }
    }
}
