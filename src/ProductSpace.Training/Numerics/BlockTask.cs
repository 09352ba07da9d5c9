using ProductSpace.Numerics;
using ProductSpace.Training.Sampling;
using ProductSpace.Training.Schedule;

namespace ProductSpace.Training.Numerics;

/// <summary>What one block of a chunk trains on: its pairs in every piece, and where its negatives come from.</summary>
internal ref struct BlockTask
{
    public required ReadOnlySpan<Piece> Pieces;
    public required int Block;
    public required int OutBucket;
    public required Deal Deal;
    public required SeededRandom Random;

    /// <summary>Negative log-likelihood of the block's product pairs with their negatives, and their number.</summary>
    public double Loss;
    public long LossPairs;
}
