using ProductSpace.Numerics;
using ProductSpace.Training.Sampling;
using ProductSpace.Training.Schedule;

namespace ProductSpace.Training.Numerics;

/// <summary>
/// Input of one block of a chunk: its pairs in every piece, and the source of its negatives. Receives the loss.
/// </summary>
internal ref struct BlockTask
{
    public required ReadOnlySpan<Piece> Pieces;
    public required int Block;
    public required int OutBucket;
    public required Deal Deal;
    public required SeededRandom Random;

    /// <summary>Negative log-likelihood of the block's product pairs with their negatives.</summary>
    public double Loss;
    public long LossPairs;
}
