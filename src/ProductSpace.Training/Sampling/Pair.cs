namespace ProductSpace.Training.Sampling;

/// <summary>A true pair: the IN row of a view and the OUT row of its context.</summary>
internal struct Pair
{
    public int In;
    public int Out;
}
