using ProductSpace.Evaluation.Networks.Layers;
using ProductSpace.Training;

namespace ProductSpace.Evaluation.Networks;

/// <summary>
/// Follows the shoppers of a log with a trained hierarchical network: what a session of each would begin with after the
/// log.
/// </summary>
/// <param name="session">GRU of a session.</param>
/// <param name="user">GRU of a shopper.</param>
/// <param name="first">Turns a shopper's state into the first state of a session.</param>
internal sealed class UserStates(GruStepper<float> session, GruStepper<float> user, DenseStepper<float> first)
{
    private readonly GruStepper<float>.Buffers _sessionBuffers = session.CreateBuffers();
    private readonly GruStepper<float>.Buffers _userBuffers = user.CreateBuffers();

    /// <summary>
    /// Returns the first state [units] of the next session of each shopper with a session of two views.
    /// </summary>
    /// <param name="sessions">Sessions in the order of time.</param>
    /// <param name="rows">Rows of the products [products x (units + 1)].</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public Dictionary<int, float[]> Compute(SessionSet sessions, float[] rows, CancellationToken cancellationToken)
    {
        Dictionary<int, float[]> ofUsers = [];
        Dictionary<int, float[]> firsts = [];
        float[] state = new float[session.Units];
        for (int i = 0; i < sessions.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int number = sessions.User(i);
            ReadOnlySpan<int> views = sessions.Products(i);
            if (number < 0 || views.Length < 2)
            {
                continue;
            }

            bool returns = firsts.TryGetValue(number, out float[]? begin);
            (returns ? begin! : new float[session.Units]).CopyTo(state, 0);
            foreach (int product in views)
            {
                session.Step(rows.AsSpan(product * (session.Units + 1), session.Units), state, _sessionBuffers);
            }

            if (!ofUsers.TryGetValue(number, out float[]? ofUser))
            {
                ofUsers.Add(number, ofUser = new float[user.Units]);
            }

            user.Step(state, ofUser, _userBuffers);
            float[] output = new float[Lanes.For(first.Outputs)];
            first.Run(ofUser, output);
            firsts[number] = output[..first.Outputs];
        }

        return firsts;
    }
}
